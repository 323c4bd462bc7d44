/** Time that passes only when everybody waits: two minutes take as long as their events need. All in ms. */
export interface VirtualTime {
  monotonic(): number;
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets timers fire in order, with all that follows from each, up to this moment. */
  runUntil(ms: number): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly ring: () => void;
}

export function virtualTime(): VirtualTime {
  const timers = new Set<Timer>();
  let nowMs = 0;
  return {
    monotonic: () => nowMs,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = { atMs: nowMs + ms, ring: resolve };
        timers.add(timer);
        signal?.addEventListener('abort', () => {
          timers.delete(timer);
          reject(signal.reason as Error);
        });
      }),
    runUntil: async (untilMs) => {
      for (;;) {
        await quiet();
        const next = earliest(timers);
        if (next === null || next.atMs > untilMs) break;
        nowMs = next.atMs;
        for (const timer of [...timers].filter(({ atMs }) => atMs === nowMs)) {
          timers.delete(timer);
          timer.ring();
        }
      }
      nowMs = untilMs;
    },
  };
}

/** Everything that can go on without time passing has gone on. */
async function quiet(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise(setImmediate);
}

function earliest(timers: ReadonlySet<Timer>): Timer | null {
  let first: Timer | null = null;
  for (const timer of timers) if (first === null || timer.atMs < first.atMs) first = timer;
  return first;
}

import type { PersonId } from '../model.js';
import type { Clock } from '../ports.js';

/** Webex counts a person's calls across all apps, so everything one officer's token does shares one lane. */
export interface Lane {
  /** Runs the task when a place is free and Webex wants to hear from this person again. */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Webex said 429: nobody on this lane begins a call before `waitMs` have passed. */
  pause(waitMs: number): void;
}

export type Lanes = (personId: PersonId) => Lane;

/** Calls of one person under way at once. Webex's limits are per minute; this many keep a connection busy at 40 ms. */
const IN_FLIGHT = 16;

export function createLanes(clock: Clock): Lanes {
  const lanes = new Map<PersonId, Lane>();
  return (personId) => {
    const known = lanes.get(personId) ?? createLane(clock);
    lanes.set(personId, known);
    return known;
  };
}

function createLane(clock: Clock): Lane {
  const waiting: (() => void)[] = [];
  let inFlight = 0;
  let pausedUntilMs = 0;

  const place = async (): Promise<void> => {
    if (inFlight < IN_FLIGHT) {
      inFlight += 1;
      return;
    }
    // The one who leaves hands its place over, so the count stays.
    await new Promise<void>((resolve) => waiting.push(resolve));
  };

  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) inFlight -= 1;
    else next();
  };

  return {
    run: async (task, signal) => {
      await place();
      try {
        while (clock.now() < pausedUntilMs) await clock.wait(pausedUntilMs - clock.now(), signal);
        signal?.throwIfAborted();
        return await task();
      } finally {
        leave();
      }
    },
    pause: (waitMs) => {
      pausedUntilMs = Math.max(pausedUntilMs, clock.now() + waitMs);
    },
  };
}

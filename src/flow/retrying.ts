import type { Clock } from '../ports.js';

/** After a first failure, ms; each further one doubles it. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** Tries what falls due again and again, ever more seldom as long as it fails. Whoever is told is told once. */
export interface Retrying {
  /** Does nothing where the last failure of this `key` was a moment ago. Never rejects. */
  attempt(key: string, task: () => Promise<void>): Promise<void>;
}

export interface RetryingParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly failed: (key: string, error: unknown) => Promise<void>;
  readonly failedAgain: (key: string, error: unknown) => void;
}

export function createRetrying({ clock, failed, failedAgain }: RetryingParts): Retrying {
  const pauses = new Map<string, { readonly until: number; readonly ms: number }>();

  const pause = async (key: string, error: unknown): Promise<void> => {
    const before = pauses.get(key);
    const ms = before === undefined ? FIRST_PAUSE_MS : Math.min(before.ms * 2, LONGEST_PAUSE_MS);
    pauses.set(key, { until: clock.now() + ms, ms });
    if (before === undefined) await failed(key, error);
    else failedAgain(key, error);
  };

  return {
    attempt: async (key, task) => {
      if (clock.now() < (pauses.get(key)?.until ?? 0)) return;
      try {
        await task();
        pauses.delete(key);
      } catch (error) {
        await pause(key, error);
      }
    },
  };
}

import { UnreachableError } from '../errors.js';
import { backoffMs } from '../http/retry-timing.js';
import type { Clock, Log } from '../ports.js';

/** What the start asks of Webex, through an outage of any length. */
export interface Reaching {
  /** Repeats the step with back-off, for ever, while Webex is not reached. Rejects with anything else, or the signal's reason. */
  until<T>(step: () => Promise<T>): Promise<T>;
  /** Since when Webex has not been reached; null while no step waits for it. */
  outageSince(): string | null;
  /** Whether a step had to wait. */
  waited(): boolean;
}

interface ReachingParts {
  readonly clock: Clock;
  readonly log: Log;
  /** A number in [0, 1), for the jitter. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export function createReaching({ clock, log, random, signal }: ReachingParts): Reaching {
  let since: string | null = null;
  let waited = false;

  const missed = async (error: unknown, failures: number): Promise<void> => {
    if (!(error instanceof UnreachableError)) throw error;
    waited = true;
    since ??= new Date(clock.now()).toISOString();
    log.warn('Webex is not reached, so the start waits', { since, failures, error });
    await clock.wait(backoffMs(failures, random()), signal);
  };

  return {
    until: async (step) => {
      for (let failures = 1; ; failures++) {
        signal.throwIfAborted();
        try {
          const reached = await step();
          since = null;
          return reached;
        } catch (error) {
          await missed(error, failures);
        }
      }
    },
    outageSince: () => since,
    waited: () => waited,
  };
}

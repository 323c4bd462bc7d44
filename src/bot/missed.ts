import { RefusedError } from '../errors.js';
import type { TimeSpan } from '../model.js';
import type { Clock, Log } from '../ports.js';

/** What we say of it is an event too, and may be missed in its turn: so it is said no more often, ms. */
const TELL_EVERY_MS = 10 * 60_000;

interface MissedParts {
  /** It hears again: what was said or clicked in this span is lost. */
  readonly heardAgain: (silence: TimeSpan) => void;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Learns what an event stands for. What Webex does not tell in the end counts as not heard. */
export type Learn = <T>(fetch: () => Promise<T>) => Promise<T>;

/** What Webex refuses to tell was removed, or was never meant for us: only its silence is a loss. */
export function createLearn({ heardAgain, clock, log }: MissedParts): Learn {
  let tellAgainAt = 0;

  const missed = (sinceMs: number): void => {
    if (clock.now() < tellAgainAt) return;
    tellAgainAt = clock.now() + TELL_EVERY_MS;
    heardAgain({ from: iso(sinceMs), to: iso(clock.now()) });
  };
  return async (fetch) => {
    const since = clock.now();
    try {
      return await fetch();
    } catch (error) {
      log.error('event.not-learnt', { error });
      if (!(error instanceof RefusedError)) missed(since);
      throw error;
    }
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

import { explain } from '../errors.js';
import type { TimeSpan } from '../model.js';
import type { Clock, Log } from '../ports.js';

const LOOK_EVERY_MS = 500;
/** The SDK reconnects by itself, ever more slowly (up to 32 s), but not after every kind of end: from then on we connect anew. */
const PATIENCE_MS = 60_000;
const LONGEST_PAUSE_MS = 300_000;

interface WatchParts {
  readonly connected: () => boolean;
  /** Connects anew; rejects where that does not work now. */
  readonly renew: () => Promise<void>;
  /** It hears again: nothing of this span reached us. */
  readonly heardAgain: (silence: TimeSpan) => void;
  readonly clock: Clock;
  readonly log: Log;
  /** Before the first renewal, ms. */
  readonly patienceMs?: number;
}

/** Looks after the way by which we hear, for ever, from `start` to `stop`. */
export interface ConnectionWatch {
  start(): void;
  /** Waits for a renewal under way. */
  stop(): Promise<void>;
  /** It has just ended, and by the look of it has been silent for so long before, ms. */
  lost(silentMs: number): void;
  /** ISO time; null while it hears. */
  deafSince(): string | null;
}

export function createConnectionWatch(parts: WatchParts): ConnectionWatch {
  const { connected, renew, heardAgain, clock, log, patienceMs = PATIENCE_MS } = parts;
  let timer: NodeJS.Timeout | undefined;
  let since: number | null = null;
  let renewAt = 0;
  let pauseMs = patienceMs;
  let renewing: Promise<void> | null = null;

  const lost = (silentMs: number): void => {
    if (since !== null) return;
    since = clock.now() - silentMs;
    pauseMs = patienceMs;
    renewAt = clock.now() + pauseMs;
    log.warn('bot.deaf', { since: iso(since) });
  };
  const found = (from: number): void => {
    since = null;
    const silence = { from: iso(from), to: iso(clock.now()) };
    log.warn('bot.hears-again', silence);
    heardAgain(silence);
  };
  const tryAgain = async (): Promise<void> => {
    await renew().catch((error: unknown) => log.warn('bot.not-renewed', { reason: explain(error).message }));
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    renewAt = clock.now() + pauseMs;
    renewing = null;
  };
  const look = (): void => {
    if (!connected()) lost(0);
    else if (since !== null) found(since);
    if (since !== null && renewing === null && clock.now() >= renewAt) renewing = tryAgain();
  };

  return {
    start: () => {
      timer = setInterval(look, LOOK_EVERY_MS);
    },
    stop: async () => {
      clearInterval(timer);
      await renewing;
    },
    lost,
    deafSince: () => (since === null ? null : iso(since)),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

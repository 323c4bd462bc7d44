import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports.js';

/** Where time comes from; both in ms. The monotonic one never steps. */
interface TimeSources {
  wall(): number;
  monotonic(): number;
}

/** A clock that learns Webex's time from its answers. */
export interface WebexClock extends Clock {
  /** ms of monotonic time, for measuring round trips. */
  monotonic(): number;
  /** Takes in the `Date` header of one answer; `sentAt` and `receivedAt` are monotonic. */
  observe(date: string | undefined, sentAt: number, receivedAt: number): void;
}

/** The machine's own two clocks. */
export const systemTime: TimeSources = { wall: () => Date.now(), monotonic: () => performance.now() };

/** A `Date` header is cut to whole seconds. */
const DATE_STEP_MS = 1_000;
/** Node's timers overflow above 2^31 - 1 ms. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * A `Date` header D between sending and receiving says that Webex's time was at least D when we received, and less than
 * D + 1 s + the round trip. We keep the highest lower bound that agrees with the newest answer: so `now()` is close, and
 * never ahead of Webex, which refuses an event query that reaches into its future.
 */
export function createWebexClock(sources: TimeSources): WebexClock {
  const startOffset = sources.wall() - sources.monotonic();
  let offset: number | null = null;

  const now = (): number => Math.floor(sources.monotonic() + (offset ?? startOffset));
  return {
    now,
    monotonic: () => sources.monotonic(),
    skewMs: () => (offset === null ? 0 : Math.round(sources.wall() - now())),
    wait: (ms, signal) => waitFor(ms, signal),
    observe(date, sentAt, receivedAt) {
      const stamp = date === undefined ? NaN : Date.parse(date);
      if (Number.isNaN(stamp)) return;
      const least = stamp - receivedAt;
      const most = stamp + DATE_STEP_MS - sentAt;
      if (offset === null || offset < least || offset > most) offset = least;
    },
  };
}

/** Rejects with the signal's own reason, as everything that a signal aborts does here. */
async function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  // In an outage a whole batch waits on one signal: no leak, whatever Node makes of the number.
  if (signal !== undefined) setMaxListeners(0, signal);
  try {
    for (let left = Math.max(0, ms); left >= 0; left -= LONGEST_TIMER_MS) {
      await sleep(Math.min(left, LONGEST_TIMER_MS), undefined, signal === undefined ? {} : { signal });
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

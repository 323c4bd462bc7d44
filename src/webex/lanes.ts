import { LimitedError } from '../http/failure.js';
import type { PersonId } from '../model.js';
import type { Clock, Log } from '../ports.js';

/** What a call is for: probes go first, then in the order they came. */
export type CallKind = 'probe' | 'read' | 'delete';

/**
 * Webex counts a person's calls across all apps, so everything one officer's token does shares one lane: so many calls
 * at once, and none while Webex's last 429 asks this person to wait.
 */
export interface Lane {
  /**
   * Runs the task when its turn comes. A task that throws a LimitedError was not carried out by Webex: the lane pauses
   * for as long as it says and runs the task again, told how often that has happened. Rejects with the signal's reason
   * while it waits; a task under way is left to end.
   */
  run<T>(kind: CallKind, task: (limitedBefore: number) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export type Lanes = (personId: PersonId) => Lane;

/** Calls of one person under way at once: enough to use up 300 requests a minute at any latency seen. */
const IN_FLIGHT = 16;

export function createLanes(parts: { readonly clock: Clock; readonly log: Log }): Lanes {
  const lanes = new Map<PersonId, Lane>();
  return (personId) => {
    const lane = lanes.get(personId) ?? createLane(parts.clock, parts.log.child({ lane: personId }));
    lanes.set(personId, lane);
    return lane;
  };
}

interface Waiting {
  readonly kind: CallKind;
  readonly go: () => void;
}

function createLane(clock: Clock, log: Log): Lane {
  const waiting: Waiting[] = [];
  let inFlight = 0;
  let pausedUntilMs = 0;

  const start = (): void => {
    while (inFlight < IN_FLIGHT) {
      const next = waiting.shift();
      if (next === undefined) return;
      inFlight += 1;
      next.go();
    }
  };
  const enter = (kind: CallKind, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const leaveQueue = (): void => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(signal?.reason as Error);
      };
      const entry: Waiting = {
        kind,
        go: () => {
          signal?.removeEventListener('abort', leaveQueue);
          resolve();
        },
      };
      signal?.throwIfAborted();
      signal?.addEventListener('abort', leaveQueue, { once: true });
      waiting.splice(placeFor(kind, waiting), 0, entry);
      start();
    });
  const leave = (): void => {
    inFlight -= 1;
    start();
  };
  const pause = ({ waitMs, trackingId }: LimitedError): void => {
    pausedUntilMs = Math.max(pausedUntilMs, clock.now() + waitMs);
    log.info('lane.limited', { waitMs, trackingId });
  };
  const pauseOver = async (signal: AbortSignal | undefined): Promise<void> => {
    while (clock.now() < pausedUntilMs) await clock.wait(pausedUntilMs - clock.now(), signal);
  };

  return {
    run: async (kind, task, signal) => {
      await enter(kind, signal);
      try {
        for (let limited = 0; ; limited += 1) {
          await pauseOver(signal);
          signal?.throwIfAborted();
          try {
            return await task(limited);
          } catch (error) {
            if (!(error instanceof LimitedError)) throw error;
            pause(error);
          }
        }
      } finally {
        leave();
      }
    },
  };
}

function placeFor(kind: CallKind, waiting: readonly Waiting[]): number {
  if (kind !== 'probe') return waiting.length;
  const place = waiting.findIndex((entry) => entry.kind !== 'probe');
  return place === -1 ? waiting.length : place;
}

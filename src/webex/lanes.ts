import { setMaxListeners } from 'node:events';
import { LimitedError } from '../http/failure.js';
import type { PersonId } from '../model.js';
import type { Clock, LaneStanding, Log } from '../ports.js';
import { Concurrency } from './concurrency.js';
import { Pace, type Sent } from './pace.js';
import { Turns, type CallKind } from './turns.js';

export type { CallKind } from './turns.js';

/**
 * Webex counts a person's calls across all apps, so everything one officer's token does shares one lane: as many calls at
 * once and as fast as Webex turned out to permit, and none while its last 429 asks this person to wait.
 */
export interface Lane {
  /**
   * Runs the task when its turn comes. A task that throws a LimitedError was not carried out by Webex: the lane pauses
   * for as long as it says and runs the task again, told how often that has happened. Rejects with the signal's reason
   * while it waits; a task under way is left to end.
   */
  run<T>(kind: CallKind, task: (limitedBefore: number) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export interface Lanes {
  (personId: PersonId): Lane;
  /** Each lane that there was a use for, in the order of their first use. */
  standing(): readonly LaneStanding[];
}

/** `monotonic`: ms that never step; Webex's time is corrected with every answer. */
type LaneClock = Pick<Clock, 'wait'> & { monotonic(): number };

export function createLanes(parts: { readonly clock: LaneClock; readonly log: Log }): Lanes {
  const lanes = new Map<PersonId, OfficerLane>();
  const laneOf = (personId: PersonId): Lane => {
    const lane = lanes.get(personId) ?? new OfficerLane(parts.clock, parts.log.child({ lane: personId }));
    lanes.set(personId, lane);
    return lane;
  };
  return Object.assign(laneOf, { standing: () => [...lanes.values()].map((lane) => lane.standing()) });
}

interface Waiting {
  readonly kind: CallKind;
  readonly go: (sent: Sent) => void;
}

class OfficerLane implements Lane {
  readonly #clock: LaneClock;
  readonly #log: Log;
  readonly #turns = new Turns<Waiting>();
  readonly #concurrency = new Concurrency();
  readonly #pace = new Pace();
  #inFlight = 0;
  #pausedUntilMs = -Infinity;
  #alarm: AbortController | null = null;
  #starting = false;

  constructor(clock: LaneClock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  async run<T>(kind: CallKind, task: (limitedBefore: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let limited = 0; ; limited += 1) {
      const sent = await this.#turn(kind, limited > 0, signal);
      try {
        const result = await task(limited);
        this.#pace.accepted(sent);
        return result;
      } catch (error) {
        if (!(error instanceof LimitedError)) throw error;
        this.#refused(sent, error);
      } finally {
        this.#leave();
      }
    }
  }

  standing(): LaneStanding {
    return {
      width: this.#concurrency.size,
      inFlight: this.#inFlight,
      waiting: this.#turns.count,
      perSecond: this.#pace.perSecond,
    };
  }

  #turn(kind: CallKind, isAgain: boolean, signal?: AbortSignal): Promise<Sent> {
    // A whole batch waits on one signal: no leak, whatever Node makes of the number.
    if (signal !== undefined) setMaxListeners(0, signal);
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const giveUp = (): void => {
        this.#turns.remove(entry);
        if (this.#turns.count === 0) this.#alarm?.abort();
        reject(signal?.reason as Error);
      };
      const go = (sent: Sent): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve(sent);
      };
      const entry: Waiting = { kind, go };
      signal?.addEventListener('abort', giveUp, { once: true });
      if (isAgain) this.#turns.addAgain(entry);
      else this.#turns.add(entry);
      this.#start();
    });
  }

  #start(): void {
    while (this.#turns.count > 0 && this.#concurrency.allows(this.#inFlight)) {
      const nowMs = this.#clock.monotonic();
      const waitMs = Math.max(this.#pausedUntilMs, this.#pace.nextAtMs) - nowMs;
      if (waitMs > 0) {
        this.#startLater(waitMs);
        return;
      }
      this.#inFlight += 1;
      this.#concurrency.started(nowMs);
      this.#turns.next()?.go(this.#pace.send(nowMs));
    }
  }

  /** One alarm at a time; where the time has moved on until it rings, the next is set. It ends with the last who waits. */
  #startLater(ms: number): void {
    if (this.#alarm !== null) return;
    const alarm = new AbortController();
    this.#alarm = alarm;
    const rung = (): void => {
      this.#alarm = null;
      this.#start();
    };
    this.#clock.wait(ms, alarm.signal).then(rung, rung);
  }

  #leave(): void {
    this.#inFlight -= 1;
    const nowMs = this.#clock.monotonic();
    this.#concurrency.ended(nowMs, this.#isFull());
    if (this.#inFlight === 0 && this.#turns.count === 0) this.#pace.idle(nowMs);
    if (this.#starting) return;
    this.#starting = true;
    // Answers that arrived together are all looked at first: there may be a refusal among them.
    setImmediate(() => {
      this.#starting = false;
      this.#start();
    });
  }

  /** Whether those who wait do so for nothing but a place: neither a pace nor a pause holds them back. */
  #isFull(): boolean {
    return this.#turns.count > 0 && this.#alarm === null;
  }

  #refused(sent: Sent, { waitMs, trackingId }: LimitedError): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.monotonic() + waitMs);
    if (!this.#pace.refused(sent)) return;
    this.#concurrency.refused();
    this.#log.info('lane.limited', { waitMs, trackingId, perSecond: this.#pace.perSecond });
  }
}

import { perSecond } from './limit-estimate.js';

/** More than this at once gained nothing at any latency seen, and one person's share of the pool ends here. */
const MOST_IN_FLIGHT = 64;
const FIRST_IN_FLIGHT = 2;
/** As long as twice the requests bring this much more, they are doubled again. */
const RISE = 1.1;

/**
 * How many requests of a lane are under way at once: doubled at first, then one more each round, halved by a refusal. While it
 * is doubled a round has come back as a whole before the next begins: what would be sent meanwhile would be refused too. In
 * these first few rounds a request that hangs holds up the others, for as long as its time-out at the most.
 */
export class Concurrency {
  #size = FIRST_IN_FLIGHT;
  #doubling = true;
  #bestPerSecond = 0;
  #round: { readonly fromMs: number; begun: number; done: number } | null = null;

  get size(): number {
    return this.#size;
  }

  /** Whether one more may start beside those under way. */
  allows(inFlight: number): boolean {
    return inFlight < this.#size && !(this.#doubling && (this.#round?.begun ?? 0) >= this.#size);
  }

  started(nowMs: number): void {
    this.#round ??= { fromMs: nowMs, begun: 0, done: 0 };
    this.#round.begun += 1;
  }

  /** `isBrake`: others wait, and for nothing but a place. Only then does a round tell anything. */
  ended(nowMs: number, isBrake: boolean): void {
    if (!isBrake || this.#round === null) {
      this.#round = null;
      return;
    }
    this.#round.done += 1;
    if (this.#round.done < this.#size) return;
    this.#grow(perSecond(this.#round.done, Math.max(1, nowMs - this.#round.fromMs)));
    this.#round = { fromMs: nowMs, begun: 0, done: 0 };
  }

  refused(): void {
    this.#doubling = false;
    this.#size = Math.max(FIRST_IN_FLIGHT, Math.floor(this.#size / 2));
    this.#round = null;
  }

  #grow(throughput: number): void {
    this.#doubling &&= throughput > this.#bestPerSecond * RISE && this.#size < MOST_IN_FLIGHT;
    this.#bestPerSecond = Math.max(this.#bestPerSecond, throughput);
    this.#size = Math.min(this.#doubling ? this.#size * 2 : this.#size + 1, MOST_IN_FLIGHT);
  }
}

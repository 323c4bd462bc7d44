import { limitFrom, type Limit, type Stretch } from './limit-estimate.js';
import { afterRefusal, afterTime, FREE, paceOf, type PacePhase } from './pace-phase.js';

/** A timer that fires late may be made up for by so much, ms; more would come as a burst. */
const CATCH_UP_MS = 100;
/** Longer idleness ends a stretch: the bucket has filled meanwhile. Between two batches of work it is less. */
const GAP_MS = 300;
/** A longer stretch says little about the burst. */
const REFERENCE_MOST_MS = 5_000;
/** The one of doubling concurrency and the one of constant pace that follows. */
const REFERENCES = 2;

/** What was known when a request was sent. */
export interface Sent {
  readonly atMs: number;
  /** Refusals noticed before. */
  readonly episode: number;
  readonly stretchFromMs: number;
  readonly inStretch: number;
  readonly sinceRefusal: number;
}

/** Learns from refusals how fast one person's requests may follow one another. All times are monotonic ms. */
export class Pace {
  #phase: PacePhase = FREE;
  #nextAtMs = -Infinity;
  #episode = 0;
  readonly #references: Stretch[] = [];
  #idleSinceMs = Infinity;
  #stretch: { fromMs: number; sent: number } | null = null;
  #lastRefusal: { readonly atMs: number; accepted: number } | null = null;

  /** When the next request may go. */
  get nextAtMs(): number {
    return this.#nextAtMs;
  }

  /** Requests a second; null = no limit seen. */
  get perSecond(): number | null {
    return paceOf(this.#phase);
  }

  send(nowMs: number): Sent {
    const pace = this.perSecond;
    if (nowMs - this.#idleSinceMs > GAP_MS) this.#stretch = null;
    this.#idleSinceMs = Infinity;
    // What waited out a pause or comes after a gap begins its stretch evenly, with nothing to make up for.
    if (this.#stretch === null) this.#nextAtMs = nowMs;
    const stretch = (this.#stretch ??= { fromMs: nowMs, sent: 0 });
    const sent = {
      atMs: nowMs,
      episode: this.#episode,
      stretchFromMs: stretch.fromMs,
      inStretch: stretch.sent,
      sinceRefusal: this.#lastRefusal?.accepted ?? 0,
    };
    stretch.sent += 1;
    if (this.#lastRefusal !== null) this.#lastRefusal.accepted += 1;
    this.#nextAtMs = pace === null ? nowMs : Math.max(this.#nextAtMs, nowMs - CATCH_UP_MS) + 1_000 / pace;
    this.#enter(afterTime(this.#phase, nowMs - stretch.fromMs));
    return sent;
  }

  /** Nothing is under way, and nobody waits. */
  idle(nowMs: number): void {
    this.#idleSinceMs = nowMs;
  }

  /** Any answer but a refusal. One that was under way when an earlier one was refused counts as sent after it. */
  accepted(sent: Sent): void {
    if (sent.episode !== this.#episode && this.#lastRefusal !== null) this.#lastRefusal.accepted += 1;
  }

  /** True where this refusal is news: those that were under way when the first was noticed say nothing more. */
  refused(sent: Sent): boolean {
    if (sent.episode !== this.#episode) return false;
    const latest = { ms: sent.atMs - sent.stretchFromMs, accepted: sent.inStretch };
    this.#phase = afterRefusal(this.#phase, latest, this.#limitFrom(latest, sent));
    if (latest.ms <= REFERENCE_MOST_MS && this.#references.length < REFERENCES) this.#references.push(latest);
    this.#episode += 1;
    this.#lastRefusal = { atMs: sent.atMs, accepted: 0 };
    this.#stretch = null;
    return true;
  }

  #limitFrom(latest: Stretch, sent: Sent): Limit | null {
    const last = this.#lastRefusal;
    const sinceRefusal = last === null ? null : { ms: sent.atMs - last.atMs, accepted: sent.sinceRefusal };
    return limitFrom({ references: this.#references, latest, sinceRefusal });
  }

  #enter(phase: PacePhase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#stretch = null;
  }
}

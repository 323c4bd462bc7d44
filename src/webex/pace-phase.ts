import { perSecond, type Limit, type Stretch } from './limit-estimate.js';

/**
 * How fast a lane sends, by what it knows of Webex's limit. Rates and paces are requests a second.
 * - free: no refusal seen, no pace kept.
 * - seeking: refused once; a constant pace above the limit makes the second refusal that tells rate and burst.
 * - above: a known rate, exceeded a little, to measure it better or to find that Webex permits more by now.
 * - holding: just below the rate.
 */
export type PacePhase =
  | { readonly kind: 'free' }
  | { readonly kind: 'seeking'; readonly pace: number }
  | { readonly kind: 'above'; readonly limit: Limit; readonly excess: number }
  | { readonly kind: 'holding'; readonly limit: Limit };

export const FREE: PacePhase = { kind: 'free' };

/** So far below the rate that neither late timers nor a measurement 1 % too high end in a refusal. */
const HELD_SHARE = 0.985;
/** So long a pace is held before a look whether Webex permits more. */
const HOLD_MS = 60_000;
const FIRST_EXCESS = 0.1;
const PROBE_EXCESS = 0.04;
const MOST_EXCESS = 1;
/** A refused request was sent faster than Webex permits by about this factor: concurrency doubled until then. */
const SEEKING_SHARE = 0.4;
const SEEKING_PATIENCE_MS = 2_000;
/** Above this difference a rate is not measured yet, or has changed. */
const SAME_RATE_WITHIN = 0.1;
/** One refusal lowers a rate to this at the least: other apps of the same person may have caused it. */
const LARGEST_DROP = 0.75;
/** A refusal after a pace was held for long may be a hiccup of the network that brought requests together. */
const HICCUP_DROP = 0.98;
/** One that comes sooner means that the rate has dropped by more than what we stay below. */
const HELD_LONG_MS = 5_000;
const HELD_DROP = 0.95;
/** Below this a first stretch is too short to say how fast it was. */
const SHORTEST_STRETCH_MS = 50;
const LONGEST_PATIENCE_MS = 60_000;
/** How much longer than the bucket should last we wait for a refusal. */
const PATIENCE_FACTOR = 1.25;

/** Requests a second; null = as fast as concurrency allows. */
export function paceOf(phase: PacePhase): number | null {
  switch (phase.kind) {
    case 'free':
      return null;
    case 'seeking':
      return phase.pace;
    case 'above':
      return phase.limit.rate * (1 + phase.excess);
    case 'holding':
      return phase.limit.rate * HELD_SHARE;
  }
}

/** After Webex refused: `stretch` is what it accepted before, `limit` what follows from it (see limitFrom). */
export function afterRefusal(phase: PacePhase, stretch: Stretch, limit: Limit | null): PacePhase {
  switch (phase.kind) {
    case 'free':
      return { kind: 'seeking', pace: SEEKING_SHARE * perSecond(stretch.accepted + 1, atLeastShortest(stretch.ms)) };
    case 'seeking':
      return { kind: 'above', limit: bounded(limit, 0, phase.pace), excess: FIRST_EXCESS };
    case 'above':
      return measuredAgain(phase, limit);
    case 'holding':
      return refusedWhileHeld(phase.limit, stretch, limit);
  }
}

function refusedWhileHeld(held: Limit, { ms }: Stretch, found: Limit | null): PacePhase {
  if (ms >= HELD_LONG_MS) return { kind: 'holding', limit: { ...held, rate: held.rate * HICCUP_DROP } };
  const limit = bounded(found, held.rate * LARGEST_DROP, held.rate * HELD_DROP);
  return { kind: 'above', limit, excess: FIRST_EXCESS };
}

function measuredAgain({ limit: before, excess }: PacePhase & { kind: 'above' }, found: Limit | null): PacePhase {
  // A bolder step than the first was taken because Webex had just permitted the one before.
  const least = excess > FIRST_EXCESS ? before.rate : before.rate * LARGEST_DROP;
  const limit = bounded(found, least, before.rate * (1 + excess));
  const isSame = Math.abs(limit.rate / before.rate - 1) <= SAME_RATE_WITHIN;
  if (!isSame) return { kind: 'above', limit, excess: FIRST_EXCESS };
  return excess > PROBE_EXCESS ? { kind: 'above', limit, excess: PROBE_EXCESS } : { kind: 'holding', limit };
}

/** The same phase, or the next one once it was kept up without a gap for `ms` and nothing was refused. */
export function afterTime(phase: PacePhase, ms: number): PacePhase {
  if (ms < patienceMs(phase)) return phase;
  switch (phase.kind) {
    case 'free':
      return phase;
    case 'seeking':
      return { kind: 'seeking', pace: phase.pace * 2 };
    case 'above':
      return permitted(phase);
    case 'holding':
      return { kind: 'above', limit: phase.limit, excess: PROBE_EXCESS };
  }
}

/** Webex permits this pace, so the rate is at least as high; the next look is twice as bold. */
function permitted({ limit, excess }: PacePhase & { kind: 'above' }): PacePhase {
  const rate = limit.rate * (1 + excess);
  return { kind: 'above', limit: { ...limit, rate }, excess: Math.min(2 * excess, MOST_EXCESS) };
}

function patienceMs(phase: PacePhase): number {
  switch (phase.kind) {
    case 'free':
      return Infinity;
    case 'seeking':
      return SEEKING_PATIENCE_MS;
    case 'above': {
      const untilEmptyMs = (phase.limit.burst * 1_000) / (phase.limit.rate * phase.excess);
      return Math.min(PATIENCE_FACTOR * untilEmptyMs + 1_000, LONGEST_PATIENCE_MS);
    }
    case 'holding':
      return HOLD_MS;
  }
}

function bounded(limit: Limit | null, least: number, most: number): Limit {
  const rate = Math.min(Math.max(limit?.rate ?? most, least), most);
  return { rate, burst: limit?.burst ?? 1 };
}

function atLeastShortest(ms: number): number {
  return Math.max(ms, SHORTEST_STRETCH_MS);
}

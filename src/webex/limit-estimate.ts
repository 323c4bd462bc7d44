/**
 * What a refusal tells about Webex's limit, taken for a bucket that refills at a rate and holds a burst: what was
 * accepted over some time is at most burst + rate × time, and exactly that when the bucket went from full to empty.
 */

/** Requests sent without a gap until Webex refused one. */
export interface Stretch {
  /** From its first request to the refused one, ms. */
  readonly ms: number;
  /** Accepted before the refused one. */
  readonly accepted: number;
}

/** Requests a second, and how many may come at once. */
export interface Limit {
  readonly rate: number;
  readonly burst: number;
}

export interface Refusal {
  /** Short stretches that used up most of a full bucket: they tell the burst. */
  readonly references: readonly Stretch[];
  readonly latest: Stretch;
  /** From the refusal before this one, when the bucket was empty, to this one. Null at the first. */
  readonly sinceRefusal: Stretch | null;
}

/** Below this ratio of lengths two stretches are too alike for their difference to mean much. */
const LONGER_BY = 1.5;

/**
 * The limit that a refusal proves. Either figure in it is a lower bound of the rate (a bucket that overflowed meanwhile
 * gave more than we took), so the higher is the better. Null where nothing can be concluded.
 */
export function limitFrom({ references, latest, sinceRefusal }: Refusal): Limit | null {
  const bounds = [fromEmpty(sinceRefusal), fromFull(references, latest)].filter((bound) => bound !== null);
  if (bounds.length === 0) return null;
  const rate = Math.max(...bounds);
  return { rate, burst: burstAt(rate, references) };
}

/** Where nothing was accepted in between, Retry-After was too short: that is no rate, and none would ever send again. */
function fromEmpty(since: Stretch | null): number | null {
  return since === null || since.ms <= 0 || since.accepted === 0 ? null : perSecond(since.accepted, since.ms);
}

/** Two stretches that used up the same burst differ by rate × time alone; the reference that used most of it counts. */
function fromFull(references: readonly Stretch[], latest: Stretch): number | null {
  const rates = references
    .filter(({ ms, accepted }) => latest.ms >= ms * LONGER_BY && latest.accepted > accepted)
    .map(({ ms, accepted }) => perSecond(latest.accepted - accepted, latest.ms - ms));
  return rates.length === 0 ? null : Math.min(...rates);
}

function burstAt(rate: number, references: readonly Stretch[]): number {
  return Math.max(1, ...references.map(({ ms, accepted }) => accepted - (rate * ms) / 1_000));
}

export function perSecond(count: number, ms: number): number {
  return (count * 1_000) / ms;
}

import type { Clock } from '../ports.js';

/** A clock further from Webex's than this makes every age a guess, and young messages look old. */
const LARGEST_SKEW_MS = 5 * 60_000;

/** The skew in ms where it is too large to go on, else null. */
export function wrongClock(clock: Clock): number | null {
  const skew = clock.skewMs();
  return Math.abs(skew) > LARGEST_SKEW_MS ? skew : null;
}

import { wrongClock } from '../flow/clock-check.js';
import type { Clock } from '../ports.js';
import { fault, fine, type Finding } from './doctor-finding.js';

/** After Webex has answered at least once. */
export function checkClock(clock: Clock): Finding {
  const skewMs = clock.skewMs();
  const off = `${String(Math.abs(Math.round(skewMs / 1_000)))} s ${skewMs < 0 ? 'behind' : 'ahead of'} Webex's`;
  if (wrongClock(clock) === null) return fine('clock', `This machine's clock is ${off}.`);
  return fault('clock', `This machine's clock is ${off}: the bot will not delete.`, 'Set the clock by NTP.');
}

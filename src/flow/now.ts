import type { Clock } from '../ports.js';

/** The time by Webex's clock, ISO 8601 in UTC. */
export function nowIn(clock: Pick<Clock, 'now'>): string {
  return new Date(clock.now()).toISOString();
}

import type { Refusal } from '../model.js';
import type { Probe } from '../ports.js';

/** Why an officer may not act whose role was just asked for; null where Webex confirmed it. A Webex that fails denies nobody. */
export function roleRefusal(probe: Probe): Refusal | null {
  if (probe.ok) return null;
  return probe.cause === 'unreachable' ? { reason: 'role-unknown' } : { reason: 'role-refused', status: probe.status };
}

import type { Json, OwnPost } from '../model.js';
import type { Facts } from '../ports.js';

const FACT = 'own posts looked at';

/** What is remembered of the looks at our own posts, in the very folder that they judge: an older copy only looks further back. */
export interface Looks {
  /** All posts until then agree with the audit, or were accepted. */
  readonly until: string | null;
  /** Posts until then are believed whatever they show: an officer accepted the folder. */
  readonly accepted: string | null;
  /** The newest post that the audit does not know. */
  readonly behind: OwnPost | null;
  /** Whether the space has heard of `behind`. */
  readonly told: boolean;
}

const NONE: Looks = { until: null, accepted: null, behind: null, told: true };

export async function readLooks(facts: Facts): Promise<Looks> {
  const kept = await facts.get(FACT);
  return kept === undefined ? NONE : (kept as unknown as Looks);
}

export function keepLooks(facts: Facts, looks: Looks): Promise<void> {
  return facts.set(FACT, looks as unknown as Json);
}

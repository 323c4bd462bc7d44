import type { Candidate, Hold, HoldEffect, PurgeRequest, RequestState } from '../model.js';
import type { Clock, PurgeFiles, RequestStore } from '../ports.js';
import { createHoldSieve, peopleOf, type HoldSieve } from './hold-sieve.js';
import { isSettled, lastOutcomes } from './report.js';

/** Lists that stand: nothing of them is being deleted at this moment, and may be later. */
export const STANDING_LISTS: readonly RequestState[] = ['awaiting', 'approved', 'stopped', 'incomplete'];

/** What a run has asked for at this moment is answered within these waits, ms, or told as being on the way. */
const WAITS_MS: readonly number[] = [500, 500, 1_000, 2_000, 4_000];

export interface EffectParts {
  readonly store: Pick<RequestStore, 'all'>;
  readonly files: Pick<PurgeFiles, 'manifest' | 'outcomes' | 'intended'>;
  readonly clock: Pick<Clock, 'wait'>;
}

/** What a hold means for the lists in these states; those that it does not touch are left out. In a run it must be in force by now. */
export async function effectsOf(
  parts: EffectParts,
  hold: Hold,
  states: readonly RequestState[] = [...STANDING_LISTS, 'running'],
): Promise<readonly HoldEffect[]> {
  const sieve = createHoldSieve([hold]);
  const open = (await parts.store.all()).filter(({ state, digest }) => states.includes(state) && digest !== null);
  const effects = await Promise.all(open.map((request) => settledEffect(parts, request, sieve)));
  return effects.filter(({ kept, tooLate, onTheWay, unknown }) => kept + tooLate + onTheWay + unknown > 0);
}

/** A run looks at the hold list between two batches: what it asked for before is let come to its end first. */
async function settledEffect(parts: EffectParts, request: PurgeRequest, sieve: HoldSieve): Promise<HoldEffect> {
  if (request.state !== 'running') return count(parts, request, sieve);
  let effect: HoldEffect | null = null;
  for (const ms of WAITS_MS) {
    await parts.clock.wait(ms);
    effect = await count(parts, request, sieve);
    if (effect.onTheWay === 0) return effect;
  }
  return effect ?? count(parts, request, sieve);
}

async function count(parts: EffectParts, request: PurgeRequest, sieve: HoldSieve): Promise<HoldEffect> {
  const { id, digest, state } = request;
  const outcomes = await lastOutcomes(parts.files.outcomes(id));
  const intended = state === 'running' ? await idsOf(parts.files.intended(id)) : new Set<string>();
  const counts = { kept: 0, tooLate: 0, onTheWay: 0, unknown: 0 };
  for await (const candidates of parts.files.manifest(id, digest ?? '')) {
    for (const candidate of candidates) {
      const outcome = outcomes.get(candidate.message_id)?.outcome ?? null;
      const reached = reachOf(candidate, sieve);
      if (outcome === 'already-gone' || reached === 'no') continue;
      if (outcome === 'deleted') counts.tooLate += reached === 'yes' ? 1 : 0;
      else if (reached === 'unknown') counts.unknown += outcome !== null && isSettled(outcome) ? 0 : 1;
      else counts[outcome === null && intended.has(candidate.message_id) ? 'onTheWay' : 'kept'] += 1;
    }
  }
  return { request, ...counts };
}

function reachOf(candidate: Candidate, sieve: HoldSieve): 'yes' | 'no' | 'unknown' {
  const people = peopleOf(candidate);
  if (sieve.over(candidate.room_id, people) !== null) return 'yes';
  return sieve.needsMembers && people.length < 2 ? 'unknown' : 'no';
}

async function idsOf(batches: AsyncIterable<readonly string[]>): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const batch of batches) for (const id of batch) ids.add(id);
  return ids;
}

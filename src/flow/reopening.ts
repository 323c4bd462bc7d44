import type { Asker, PurgeRequest, Refusal } from '../model.js';
import type { Claims } from './claims.js';
import { newNonce } from './ids.js';
import type { Parts } from './parts.js';
import { isSettled, lastOutcomes } from './report.js';
import type { Showing } from './showing.js';

/**
 * A run that stood for too long goes on only with new approvals of the same list: what remains of it is opened once more, with
 * a deadline and a nonce of its own, so that no click and no message of before counts again. Null where it was opened.
 */
export async function reopen(
  { parts, claims, showing }: { parts: Parts; claims: Claims; showing: Showing },
  request: PurgeRequest,
  by: Asker,
): Promise<Refusal | null> {
  const { clock, random, log } = parts;
  const expiresAt = new Date(clock.now() + request.rules.approvalTtlMs).toISOString();
  const opening = { expiresAt, nonce: newNonce(random), rest: await restOf(parts, request) };
  const claimed = await claims.claim(request.id, { kind: 'reopened', ...opening }, (next) => ({
    type: 'purge.reopened',
    actor: by.id,
    purge: next.id,
    details: { digest: next.digest, ...opening, email: by.email },
  }));
  if (!claimed.ok) return claimed.refusal;
  const { request: open, head } = claimed;
  const untold = (error: unknown): void =>
    log.warn('a purge that was opened again could not be told', { purge: open.id, error });
  // At the end of the space, where it is seen; the one that said that it stands still goes.
  await showing.freshCard(open, { face: 'approval', request: open, head }).catch(untold);
  await showing.say({ kind: 'reopened', request: open, byName: by.displayName }).catch(untold);
  return null;
}

async function restOf({ files }: Parts, { id, summary }: PurgeRequest): Promise<number> {
  const outcomes = await lastOutcomes(files.outcomes(id));
  const settled = [...outcomes.values()].filter(({ outcome }) => isSettled(outcome)).length;
  return (summary?.messages ?? 0) - settled;
}

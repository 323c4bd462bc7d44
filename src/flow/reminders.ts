import type { Officer, PurgeRequest, Reminder } from '../model.js';
import { approvedBy } from './approval.js';
import type { Claims } from './claims.js';
import type { Parts } from './parts.js';
import { countToApprove } from './rules.js';
import type { Showing } from './showing.js';

/** The last reminder comes so long before the end, ms. */
const LAST_CALL_MS = 2 * 3_600_000;

/**
 * The reminder that an open request should have had by now and has not: one at half its time, one shortly before its end. Where
 * the whole time is so short that the two fall together, the last alone.
 */
export function reminderDue(request: PurgeRequest, nowMs: number): Reminder | null {
  const { state, expiresAt, rules, reminded } = request;
  const mayBeApproved = state === 'awaiting' && countToApprove(request) <= rules.maxMessages;
  if (!mayBeApproved || expiresAt === null || reminded === 'last') return null;
  const half = Date.parse(expiresAt) - rules.approvalTtlMs / 2;
  const lastCall = Math.max(half, Date.parse(expiresAt) - LAST_CALL_MS);
  if (nowMs >= lastCall) return 'last';
  return nowMs >= half && reminded !== 'half' ? 'half' : null;
}

/** Officers whose approval would still count. */
function whoCanApprove(request: PurgeRequest, officers: readonly Officer[]): readonly Officer[] {
  const { asker, rules } = request;
  return officers.filter(({ id }) => (rules.selfApproval || id !== asker?.id) && !approvedBy(request, id));
}

/** Stored before it is said: a crash in between costs a reminder, and never says one twice. */
export async function remind(
  { parts, claims, showing }: { parts: Parts; claims: Claims; showing: Showing },
  request: PurgeRequest,
): Promise<void> {
  const reminder = reminderDue(request, parts.clock.now());
  if (reminder === null) return;
  const claimed = await claims.claim(request.id, { kind: 'reminded', reminder }, (next) => ({
    type: 'purge.reminded',
    actor: 'bot',
    purge: next.id,
    details: { digest: next.digest, reminder },
  }));
  if (!claimed.ok) return;
  const mentioned = reminder === 'last' ? whoCanApprove(claimed.request, parts.officers) : [];
  await showing
    .say({ kind: 'reminder', request: claimed.request, mentioned }, claimed.request.card?.messageId)
    .catch((error: unknown) => parts.log.warn('a reminder could not be said', { purge: request.id, error }));
}

import type { Candidate, LedgerLine, Outcome, PersonId } from '../model.js';
import type { DeletionAnswer } from '../ports.js';

/** What a DELETE came to; `by`: whose token it was. */
export function triedLine(
  { message_id }: Candidate,
  { status, attempts, trackingId, reason }: DeletionAnswer,
  { by, at }: { by: PersonId; at: string },
): LedgerLine {
  return {
    message_id,
    outcome: outcomeOf(status),
    http_status: status,
    attempts,
    decided_at: at,
    by,
    tracking_id: trackingId,
    reason,
  };
}

/** A message that no DELETE was sent for, and why. */
export function spared(
  { message_id }: Candidate,
  outcome: 'held' | 'not-attempted',
  { reason, at }: { reason: string; at: string },
): LedgerLine {
  return {
    message_id,
    outcome,
    http_status: null,
    attempts: 0,
    decided_at: at,
    by: null,
    tracking_id: null,
    reason,
  };
}

/** A message that came under a hold between two tries. */
export function heldLine(
  candidate: Candidate,
  answer: DeletionAnswer | null,
  held: { reason: string; at: string },
): LedgerLine {
  const line = spared(candidate, 'held', held);
  if (answer === null) return line;
  const { status, attempts, trackingId } = answer;
  return { ...line, http_status: status, attempts, tracking_id: trackingId };
}

/** 204 deleted; an officer gets 410 for a deleted message and 404 for one that retention purged; 423 is locked. */
function outcomeOf(status: number | null): Outcome {
  switch (status) {
    case 200:
    case 204:
      return 'deleted';
    case 404:
    case 410:
      return 'already-gone';
    case 401:
    case 403:
      return 'denied';
    case 423:
      return 'locked';
    default:
      return 'failed';
  }
}

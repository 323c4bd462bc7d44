import type { Approval, HoldsNote, Notice, PurgeRequest, RemovedHoldNote, Summary } from '../model.js';

type Given = readonly Pick<Approval, 'officer'>[];

/**
 * How many approvals this list needs, these being given. Who removed a hold that kept messages of it cannot approve it alone,
 * whatever the rules say.
 */
export function approvalsNeeded(request: Pick<PurgeRequest, 'summary' | 'rules'>, approvals: Given): number {
  const { approvalsRequired } = request.rules;
  return removedByAll(request, approvals).length > 0 ? Math.max(approvalsRequired, 2) : approvalsRequired;
}

/** Holds that kept messages of the list and were removed by the one person who has approved it so far. */
export function removedByAll({ summary }: Pick<PurgeRequest, 'summary'>, approvals: Given): readonly RemovedHoldNote[] {
  const approvers = new Set(approvals.map(({ officer }) => officer.id));
  const [only] = approvers;
  if (only === undefined || approvers.size > 1) return [];
  return (summary?.holds?.removedShown ?? []).filter(({ by, reaches }) => by?.id === only && reaches > 0);
}

/** Said of an approval that does not suffice yet: because more are required anyway, or because of who gave it. */
export function countedNotice(before: PurgeRequest, next: PurgeRequest): Notice {
  if (next.rules.approvalsRequired <= before.rules.approvalsRequired)
    return { kind: 'approval-counted', request: next };
  return { kind: 'another-approval-needed', request: next, removed: removedByAll(next, next.approvals) };
}

const NO_NOTE: HoldsNote = {
  size: 0,
  changedAt: null,
  unresolved: 0,
  unresolvedShown: [],
  removed: 0,
  removedShown: [],
};

/** The figures of a frozen list once a hold that reached it was removed. */
export function withRemovedHold(summary: Summary | null, note: RemovedHoldNote): Summary | null {
  if (summary === null) return null;
  const { holds = NO_NOTE } = summary;
  const removedShown = [note, ...holds.removedShown];
  return { ...summary, holds: { ...holds, changedAt: note.at, removed: holds.removed + 1, removedShown } };
}

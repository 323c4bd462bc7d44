import { describe, expect, it } from 'vitest';
import { approvalsNeeded, removedByAll } from '../../src/flow/remover-rule.js';
import { transition } from '../../src/flow/approval.js';
import type { Approval, Asker, PurgeRequest, RemovedHoldNote } from '../../src/model.js';
import { aRequest, OLIVIA, OSCAR, PAUL, RULES, summaryOf } from '../support/requests.js';

const NOTE = { size: 0, changedAt: null, unresolved: 0, unresolvedShown: [], removed: 1 };

function reached(note: Partial<RemovedHoldNote> = {}, approvalsRequired = 1): PurgeRequest {
  const removed = { who: 'ann@example.com', by: OSCAR, at: '2026-11-20T09:00:00.000Z', reaches: 3, ...note };
  return aRequest({
    summary: { ...summaryOf(12), holds: { ...NOTE, removedShown: [removed] } },
    rules: { ...RULES, approvalsRequired },
  });
}

function by(officer: Asker): Approval {
  return { officer, at: '2026-11-24T13:00:00.000Z', actionId: officer.id, cardMessageId: 'card', comment: null };
}

function approve(request: PurgeRequest, officer: Asker): PurgeRequest {
  const moved = transition(request, { kind: 'approved', approval: by(officer) });
  if (!moved.ok) throw new Error(moved.refusal.reason);
  return moved.next;
}

describe('who removed a hold', () => {
  it('does not alone approve a list that reaches what it kept; somebody else has to approve too', () => {
    const once = approve(reached(), OSCAR);
    expect(once).toMatchObject({ state: 'awaiting', startsAt: null, rules: { approvalsRequired: 2 } });
    expect(approve(once, PAUL)).toMatchObject({ state: 'approved', rules: { approvalsRequired: 2 } });
  });

  it('needs nobody besides where the list does not reach it, or where another removed it', () => {
    expect(approve(reached({ reaches: 0 }), OSCAR).state).toBe('approved');
    expect(approve(reached({ by: OLIVIA }), OSCAR).state).toBe('approved');
    expect(approve(reached({ by: null }), OSCAR).state).toBe('approved');
  });

  it('is no hindrance once another has approved', () => {
    expect(approve(reached(), PAUL).state).toBe('approved');
    expect(approve(approve(reached({}, 2), PAUL), OSCAR).state).toBe('approved');
  });

  it('never makes a stricter rule weaker', () => {
    expect(approvalsNeeded(reached({}, 3), [by(OSCAR)])).toBe(3);
    expect(approvalsNeeded(aRequest(), [by(OSCAR)])).toBe(1);
  });

  it('is named with the holds in question', () => {
    expect(removedByAll(reached(), [by(OSCAR)])).toMatchObject([{ who: 'ann@example.com', reaches: 3 }]);
    expect(removedByAll(reached(), [by(OSCAR), by(PAUL)])).toEqual([]);
    expect(removedByAll(reached(), [])).toEqual([]);
  });
});

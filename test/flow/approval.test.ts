import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { transition, type RequestEvent } from '../../src/flow/approval.js';
import { NO_OUTCOMES } from '../../src/flow/report.js';
import type { Asker, PurgeRequest, RequestState } from '../../src/model.js';
import { aRequest, OLIVIA, OSCAR, RULES, summaryOf } from '../support/requests.js';

const AT = '2026-11-24T13:00:00.000Z';
const ENDING = { by: OSCAR.id, byName: OSCAR.displayName, at: AT, reason: 'no' };

function approvedBy(officer: Asker): RequestEvent {
  return { kind: 'approved', approval: { officer, at: AT, actionId: 'a', cardMessageId: 'm', comment: null } };
}

const EVENTS: readonly RequestEvent[] = [
  { kind: 'frozen', summary: summaryOf(12), digest: 'd', expiresAt: AT },
  { kind: 'nothing-due', summary: summaryOf(0) },
  { kind: 'scan-failed' },
  { kind: 'previewed', summary: summaryOf(12) },
  { kind: 'card-posted', card: { messageId: 'm', digest: 'c', edits: 0 } },
  approvedBy(OSCAR),
  approvedBy({ ...OSCAR, id: 'third' }),
  { kind: 'rejected', ending: ENDING },
  { kind: 'expired', ending: ENDING },
  { kind: 'cancelled', ending: ENDING },
  { kind: 'started', at: AT, executors: [OSCAR] },
  { kind: 'resumed', at: AT, executors: [OLIVIA] },
  { kind: 'stopped', at: AT, cause: { kind: 'stop-file' } },
  {
    kind: 'finished',
    at: AT,
    completed: true,
    figures: { candidates: 0, outcomes: NO_OUTCOMES, verified: 0, durationMs: 1 },
  },
];

function after(request: PurgeRequest, event: RequestEvent): PurgeRequest {
  const moved = transition(request, event);
  return moved.ok ? moved.next : request;
}

describe('a request', () => {
  it('becomes approved with the last approval needed, and starts after the grace', () => {
    const next = after(aRequest(), approvedBy(OSCAR));
    expect(next).toMatchObject({ state: 'approved', startsAt: '2026-11-24T13:15:00.000Z' });
  });

  it('stays open until enough different officers have approved', () => {
    const two = aRequest({ rules: { ...RULES, approvalsRequired: 2 } });
    const once = after(two, approvedBy(OSCAR));
    expect(once.state).toBe('awaiting');
    expect(transition(once, approvedBy(OSCAR))).toMatchObject({ ok: false, refusal: { reason: 'approved-before' } });
    expect(after(once, approvedBy({ ...OSCAR, id: 'third' })).state).toBe('approved');
  });

  it('above the cap is not opened for approval', () => {
    const scanning = aRequest({ state: 'scanning', rules: { ...RULES, maxMessages: 11 } });
    expect(after(scanning, EVENTS[0]!).state).toBe('over-limit');
  });

  test.each([
    'rejected',
    'expired',
    'withdrawn',
    'cancelled',
    'completed',
    'nothing-due',
    'over-limit',
    'failed',
  ] as const)('%s is final', (state: RequestState) => {
    for (const event of EVENTS) expect(after(aRequest({ state }), event).state).toBe(state);
  });

  it('runs only after enough approvals, whatever happens in whatever order', () => {
    const rules = fc.integer({ min: 1, max: 2 }).map((approvalsRequired) => ({ ...RULES, approvalsRequired }));
    fc.assert(
      fc.property(rules, fc.array(fc.constantFrom(...EVENTS), { maxLength: 40 }), (given, events) => {
        let request = aRequest({ state: 'scanning', rules: given });
        const ends = new Set<RequestState>();
        for (const event of events) {
          request = after(request, event);
          if (['rejected', 'expired', 'cancelled'].includes(request.state)) ends.add(request.state);
          if (request.state !== 'running') continue;
          expect(new Set(request.approvals.map(({ officer }) => officer.id)).size).toBeGreaterThanOrEqual(
            given.approvalsRequired,
          );
          expect(ends).toEqual(new Set());
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

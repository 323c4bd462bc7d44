import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { transition, type RequestEvent } from '../../src/flow/approval.js';
import { NO_OUTCOMES } from '../../src/flow/report.js';
import type { Asker, PurgeRequest, RequestState, Rules } from '../../src/model.js';
import { aRequest, OLIVIA, OSCAR, RULES, summaryOf } from '../support/requests.js';

const AT = '2026-11-24T13:00:00.000Z';
const EXPIRES = '2026-11-27T12:00:00.000Z';
const AFTER_GRACE = '2026-11-24T13:15:00.000Z';
const ENDING = { by: OSCAR.id, byName: OSCAR.displayName, at: AT, reason: 'no' };

function approvedBy(officer: Asker, at = AT): RequestEvent {
  return { kind: 'approved', approval: { officer, at, actionId: 'a', cardMessageId: 'm', comment: null } };
}

const EVENTS: readonly RequestEvent[] = [
  { kind: 'frozen', summary: summaryOf(12), digest: 'd', expiresAt: EXPIRES },
  { kind: 'nothing-due', summary: summaryOf(0) },
  { kind: 'scan-failed' },
  { kind: 'previewed', summary: summaryOf(12) },
  { kind: 'card-posted', card: { messageId: 'm', digest: 'c', edits: 0, face: 'approval' } },
  approvedBy(OLIVIA),
  approvedBy(OSCAR),
  approvedBy(OSCAR, EXPIRES),
  approvedBy({ ...OSCAR, id: 'third' }),
  { kind: 'tightened', rules: { ...RULES, approvalsRequired: 2 }, expiresAt: EXPIRES },
  { kind: 'reminded', reminder: 'half' },
  { kind: 'withdrawn', ending: ENDING },
  { kind: 'reopened', expiresAt: EXPIRES, nonce: 'another', rest: 3 },
  { kind: 'rejected', ending: ENDING },
  { kind: 'expired', ending: ENDING },
  { kind: 'cancelled', ending: ENDING },
  { kind: 'started', at: AT, executors: [OSCAR] },
  { kind: 'started', at: AFTER_GRACE, executors: [OSCAR] },
  { kind: 'resumed', at: AFTER_GRACE, executors: [OLIVIA] },
  { kind: 'continued', at: AFTER_GRACE, executors: [OSCAR] },
  { kind: 'stopped', at: AT, cause: { kind: 'stop-file' } },
  {
    kind: 'finished',
    at: AT,
    completed: true,
    figures: { candidates: 0, outcomes: NO_OUTCOMES, verified: 0, durationMs: 1 },
  },
  { kind: 'report-begun' },
  { kind: 'report-posted' },
];

function after(request: PurgeRequest, event: RequestEvent): PurgeRequest {
  const moved = transition(request, event);
  return moved.ok ? moved.next : request;
}

/** Every move there is; what is not named stays where it is. */
const MOVES: Readonly<Record<RequestState, Partial<Record<RequestEvent['kind'], RequestState>>>> = {
  scanning: { previewed: 'previewed', 'nothing-due': 'nothing-due', frozen: 'awaiting', 'scan-failed': 'failed' },
  awaiting: {
    approved: 'approved',
    rejected: 'rejected',
    expired: 'expired',
    withdrawn: 'withdrawn',
    cancelled: 'cancelled',
  },
  approved: { started: 'running', stopped: 'stopped', cancelled: 'cancelled' },
  running: { continued: 'running', stopped: 'stopped', finished: 'completed' },
  stopped: { resumed: 'running', reopened: 'awaiting', cancelled: 'cancelled' },
  incomplete: { resumed: 'running', reopened: 'awaiting', cancelled: 'cancelled' },
  previewed: {},
  'nothing-due': {},
  'over-limit': {},
  failed: {},
  rejected: {},
  expired: {},
  withdrawn: {},
  cancelled: {},
  completed: {},
};

const TIMELY = [...new Map(EVENTS.filter(isTimely).map((event) => [event.kind, event])).values()];

/** Of an event given twice, the one that nothing but the state can forbid. */
function isTimely(event: RequestEvent): boolean {
  if (event.kind === 'started') return event.at === AFTER_GRACE;
  return event.kind !== 'approved' || (event.approval.officer !== OLIVIA && event.approval.at === AT);
}

describe('a request', () => {
  test.each(Object.entries(MOVES))('that is %s moves only by %j', (state, moves) => {
    const request = aRequest({ state: state as RequestState, startsAt: AFTER_GRACE });
    for (const event of TIMELY) {
      expect(after(request, event).state, event.kind).toBe(moves[event.kind] ?? state);
    }
  });

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

  it('that is tightened drops the approvals that only the laxer rules allowed, and shows its card anew', () => {
    const given = [approvedBy(OLIVIA), approvedBy(OSCAR)].flatMap((event) =>
      event.kind === 'approved' ? [event.approval] : [],
    );
    const lax = { ...RULES, approvalsRequired: 3, selfApproval: true };
    const request = aRequest({ rules: lax, approvals: given });
    const tightened = (rules: Rules): PurgeRequest => after(request, { kind: 'tightened', rules, expiresAt: EXPIRES });
    expect(tightened({ ...lax, approvalsRequired: 4 })).toMatchObject({ approvals: given, card: { face: null } });
    expect(tightened({ ...lax, selfApproval: false }).approvals).toEqual(given.slice(1));
    expect(tightened({ ...lax, confirmAbove: 11 }).approvals).toEqual([]);
    expect(tightened({ ...lax, confirmAbove: 12 }).approvals).toEqual(given);
  });

  it("takes the asker's own approval only where its rules say so", () => {
    expect(transition(aRequest(), approvedBy(OLIVIA))).toEqual({ ok: false, refusal: { reason: 'own-request' } });
    const lax = aRequest({ rules: { ...RULES, selfApproval: true } });
    expect(after(lax, approvedBy(OLIVIA)).state).toBe('approved');
  });

  it('has expired at its deadline, whether or not anybody closed it yet', () => {
    const inTime = approvedBy(OSCAR, '2026-11-27T11:59:59.999Z');
    expect(after(aRequest(), inTime).state).toBe('approved');
    const late = { ok: false, refusal: { reason: 'not-open', state: 'expired', ending: { at: EXPIRES } } };
    expect(transition(aRequest(), approvedBy(OSCAR, EXPIRES))).toMatchObject(late);
    expect(transition(aRequest({ expiresAt: null }), approvedBy(OSCAR))).toMatchObject({ ok: false });
  });

  it('starts no earlier than the end of its grace', () => {
    const approved = aRequest({ state: 'approved', startsAt: AFTER_GRACE });
    const started = (at: string): RequestEvent => ({ kind: 'started', at, executors: [OSCAR] });
    expect(after(approved, started('2026-11-24T13:14:59.999Z')).state).toBe('approved');
    expect(after(approved, started(AFTER_GRACE)).state).toBe('running');
    expect(after({ ...approved, startsAt: null }, started(AFTER_GRACE)).state).toBe('approved');
  });

  it('that was stopped in its grace goes back into it when it is resumed', () => {
    const stopped = aRequest({ state: 'stopped', startsAt: AFTER_GRACE });
    expect(after(stopped, { kind: 'resumed', at: AT, executors: [OSCAR] }).state).toBe('approved');
    expect(after(stopped, { kind: 'resumed', at: AFTER_GRACE, executors: [OSCAR] }).state).toBe('running');
  });

  it('that is opened again takes no approval of before, and keeps its run', () => {
    const given = { officer: OSCAR, at: AT, actionId: 'a', cardMessageId: 'm', comment: null };
    const run = { startedAt: AT, resumedAt: null, executors: [OSCAR], finishedAt: null };
    const stopped = { at: AT, cause: { kind: 'stood-too-long' } } as const;
    const standing = aRequest({ state: 'stopped', approvals: [given], startsAt: AT, run: { ...run, stopped } });
    const open = after(standing, { kind: 'reopened', expiresAt: EXPIRES, nonce: 'another', rest: 3 });
    expect(open).toMatchObject({ state: 'awaiting', approvals: [], nonce: 'another', rest: 3, startsAt: null });
    expect(after(open, approvedBy(OSCAR)).state).toBe('awaiting');
    const anew = { kind: 'approved', approval: { ...given, actionId: 'b' } } as const;
    const started = after(after(open, anew), { kind: 'started', at: AFTER_GRACE, executors: [OLIVIA] });
    expect(started).toMatchObject({ state: 'running', run: { ...run, executors: [OLIVIA], resumedAt: AFTER_GRACE } });
  });

  it('counts every posting of its report before it is tried', () => {
    const finished = aRequest({ state: 'incomplete', report: { begun: 0, posted: false } });
    const begun = after(finished, { kind: 'report-begun' });
    expect(begun.report).toEqual({ begun: 1, posted: false });
    expect(after(begun, { kind: 'report-posted' }).report).toEqual({ begun: 1, posted: true });
    expect(after(begun, { kind: 'report-begun' }).report).toEqual({ begun: 2, posted: false });
  });

  it('above the cap is not opened for approval', () => {
    const scanning = aRequest({ state: 'scanning', rules: { ...RULES, maxMessages: 11 } });
    expect(after(scanning, EVENTS[0]!).state).toBe('over-limit');
  });

  it('runs only after enough timely approvals of others than its asker, whatever happens in whatever order', () => {
    const rules = fc.integer({ min: 1, max: 2 }).map((approvalsRequired) => ({ ...RULES, approvalsRequired }));
    // The way to a run is narrow: what leads there comes more often, so that many sequences reach one.
    const leading = EVENTS.filter(({ kind }) => ['frozen', 'approved', 'started'].includes(kind));
    const event = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...leading) },
      { weight: 1, arbitrary: fc.constantFrom(...EVENTS) },
    );
    let runs = 0;
    fc.assert(
      fc.property(rules, fc.array(event, { maxLength: 40 }), (given, events) => {
        let request = aRequest({ state: 'scanning', rules: given });
        const ends = new Set<RequestState>();
        let ran = false;
        for (const event of events) {
          request = after(request, event);
          if (['rejected', 'expired', 'cancelled'].includes(request.state)) ends.add(request.state);
          if (request.state !== 'running') continue;
          ran = true;
          const others = request.approvals.filter(({ officer, at }) => officer.id !== OLIVIA.id && at < EXPIRES);
          expect(new Set(others.map(({ officer }) => officer.id)).size).toBeGreaterThanOrEqual(given.approvalsRequired);
          expect(ends).toEqual(new Set());
        }
        runs += ran ? 1 : 0;
      }),
      { numRuns: 2_000 },
    );
    expect(runs, 'random events that reach a run, or little was tested').toBeGreaterThan(20);
  });
});

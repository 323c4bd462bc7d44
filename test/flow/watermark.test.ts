import { describe, expect, it, test } from 'vitest';
import { NO_OUTCOMES } from '../../src/flow/report.js';
import { clearedGround, groundAfter, startAfter, type Ground } from '../../src/flow/watermark.js';
import type { PurgeRequest, RequestState, TimeSpan } from '../../src/model.js';
import { aRequest, RULES, summaryOf } from '../support/requests.js';

const ALL_READ = { holes: [], nothingBefore: null };
const EARLY: TimeSpan = { from: day(1), to: day(20) };

function day(n: number): string {
  return `2026-09-${String(n).padStart(2, '0')}T00:00:00.000Z`;
}

function cleared(changes: Partial<PurgeRequest> = {}, covered: TimeSpan | null = EARLY): PurgeRequest {
  return aRequest({
    id: 'p-1',
    state: 'completed',
    summary: { ...summaryOf(3), covered },
    figures: { candidates: 3, outcomes: { ...NO_OUTCOMES, deleted: 3 }, verified: 3, durationMs: 1 },
    ...changes,
  });
}

const ground = (span: TimeSpan): Ground => ({ purge: 'p-1', span });

describe('the ground that the policy has cleared', () => {
  it('is that of the newest purge that did all it listed', () => {
    const older = cleared({ id: 'p-0', createdAt: day(21) }, { from: day(1), to: day(10) });
    const newer = cleared({ createdAt: day(22) });
    expect(clearedGround([newer, older], RULES)).toEqual({ purge: 'p-1', span: EARLY });
    expect(clearedGround([], RULES)).toBeNull();
  });

  test.each<[string, Partial<PurgeRequest>]>([
    ...(['awaiting', 'rejected', 'expired', 'cancelled', 'stopped', 'incomplete', 'running'] as const).map(
      (state: RequestState): [string, Partial<PurgeRequest>] => [`one that is ${state}`, { state }],
    ),
    ['one with a window of its own', { policy: false }],
    ['one under another CROSS_ORG', { rules: { ...RULES, crossOrg: 'include' } }],
    ['a rehearsal', { rules: { ...RULES, rehearsal: true } }],
    ['a preview', { kind: 'preview' }],
    ['one of which an earlier version did not know', { summary: summaryOf(3) }],
    [
      'one in which something was held meanwhile',
      { figures: { candidates: 3, outcomes: { ...NO_OUTCOMES, deleted: 2, held: 1 }, verified: 2, durationMs: 1 } },
    ],
    [
      'one with a deletion that Webex’s log does not confirm',
      { figures: { candidates: 3, outcomes: { ...NO_OUTCOMES, deleted: 3 }, verified: 2, durationMs: 1 } },
    ],
  ])('is not moved by %s', (_, changes) => {
    const before = cleared({ id: 'p-0', createdAt: day(21) }, { from: day(1), to: day(10) });
    const other = cleared({ createdAt: day(22), ...changes });
    expect(clearedGround([before, other], RULES)?.purge).toBe('p-0');
  });
});

describe('a scan of the policy', () => {
  const asked = { from: day(5), to: day(27) };

  it('starts a day before where the cleared ground ends', () => {
    expect(startAfter(asked, ground(EARLY))).toEqual({ from: day(19), to: day(27) });
  });

  it('looks all the way back where that ground does not reach so far', () => {
    expect(startAfter(asked, null)).toEqual(asked);
    expect(startAfter(asked, ground({ from: day(6), to: day(20) }))).toEqual(asked);
  });

  it('reads its end again where TARGET_MSG_AGE was raised', () => {
    expect(startAfter({ from: day(5), to: day(12) }, ground(EARLY))).toEqual({ from: day(11), to: day(12) });
  });

  it('never starts before it was asked to', () => {
    expect(startAfter(asked, ground({ from: day(1), to: day(5) }))).toEqual(asked);
  });
});

describe('the ground that a scan will clear', () => {
  const span = { from: day(19), to: day(27) };

  it('is its span, joined with the ground before', () => {
    expect(groundAfter(span, { oldestKept: null, coverage: ALL_READ }, null)).toEqual(span);
    expect(groundAfter(span, { oldestKept: null, coverage: ALL_READ }, ground(EARLY))).toEqual({
      from: day(1),
      to: day(27),
    });
  });

  it('does not bridge what lies between', () => {
    const apart = ground({ from: day(1), to: day(18) });
    expect(groundAfter(span, { oldestKept: null, coverage: ALL_READ }, apart)).toEqual(span);
  });

  it('ends before what was held, unknown or on another list, and before what could not be read', () => {
    const hole = { from: day(23), to: day(24) };
    const coverage = { holes: [{ ...hole, events: 'created' as const }], nothingBefore: null };
    expect(groundAfter(span, { oldestKept: day(25), coverage }, null)).toEqual({ from: day(19), to: day(23) });
    expect(groundAfter(span, { oldestKept: day(22), coverage }, null)).toEqual({ from: day(19), to: day(22) });
    expect(groundAfter(span, { oldestKept: day(19), coverage }, null)).toBeNull();
    const deletions = { holes: [{ ...hole, events: 'deleted' as const }], nothingBefore: null };
    expect(groundAfter(span, { oldestKept: null, coverage: deletions }, null)).toEqual(span);
  });

  it('holds back the next scan until what was kept is dealt with: a hold removed later brings its messages back', () => {
    const held = groundAfter(span, { oldestKept: day(22), coverage: ALL_READ }, null)!;
    const next = startAfter({ from: day(19), to: day(30) }, ground(held));
    expect(next.from < day(22)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { createCanary } from '../../src/flow/canary.js';
import type { LedgerLine, Outcome } from '../../src/model.js';
import { aRequest, OSCAR } from '../support/requests.js';

const STARTED = '2026-11-24T13:15:00.000Z';
const LATER = '2026-11-24T13:20:00.000Z';
const RUN = { startedAt: STARTED, resumedAt: null, executors: [OSCAR], stopped: null, finishedAt: null };

function line(message_id: string, outcome: Outcome = 'deleted', decided_at = STARTED): LedgerLine {
  return {
    message_id,
    outcome,
    http_status: 204,
    attempts: 1,
    decided_at,
    by: OSCAR.id,
    tracking_id: null,
    reason: null,
  };
}

function before(...lines: readonly LedgerLine[]): ReadonlyMap<string, LedgerLine> {
  return new Map(lines.map((one) => [one.message_id, one]));
}

describe('the first deletions', () => {
  it('are counted by what was deleted, not by what was tried', () => {
    const canary = createCanary(aRequest({ run: RUN }), 2, before());
    expect(canary.room()).toBe(2);
    canary.note(line('a'));
    canary.note(line('b', 'already-gone'));
    expect([canary.room(), canary.due().size]).toEqual([1, 0]);
    canary.note(line('c'));
    expect([...canary.due()]).toEqual(['a', 'c']);
    canary.passed();
    expect([canary.room(), canary.due().size]).toEqual([Infinity, 0]);
  });

  it('include those before a crash, so that a crash adds none', () => {
    const canary = createCanary(aRequest({ run: RUN }), 2, before(line('a'), line('b'), line('c')));
    expect([...canary.due()]).toEqual(['a', 'b']);
  });

  it('are counted anew when an officer decided that it goes on', () => {
    const resumed = aRequest({ run: { ...RUN, resumedAt: LATER } });
    const canary = createCanary(resumed, 2, before(line('a'), line('b'), line('c', 'deleted', LATER)));
    expect([canary.room(), canary.due().size]).toEqual([1, 0]);
  });

  it('are asked for by nobody where the canary is off', () => {
    const canary = createCanary(aRequest({ run: RUN }), 0, before(line('a')));
    expect([canary.room(), canary.due().size]).toEqual([Infinity, 0]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stricter, tightening } from '../../src/flow/rules.js';
import type { Rules } from '../../src/model.js';
import { aRequest, RULES } from '../support/requests.js';

const rules: fc.Arbitrary<Rules> = fc.record({
  approvalsRequired: fc.integer({ min: 1, max: 5 }),
  selfApproval: fc.boolean(),
  approvalTtlMs: fc.integer({ min: 1_000, max: 1_000_000 }),
  gracePeriodMs: fc.integer({ min: 0, max: 1_000_000 }),
  confirmAbove: fc.integer({ min: 0, max: 10_000 }),
  maxMessages: fc.integer({ min: 1, max: 200_000 }),
  canarySize: fc.integer({ min: 0, max: 100 }),
  crossOrg: fc.constantFrom('exclude', 'include'),
  rehearsal: fc.boolean(),
});

describe('of two sets of rules', () => {
  it('the stricter is taken in each point', () => {
    const lax: Rules = {
      approvalsRequired: 1,
      selfApproval: true,
      approvalTtlMs: 9_000,
      gracePeriodMs: 0,
      confirmAbove: 900,
      maxMessages: 9_000,
      canarySize: 0,
      crossOrg: 'include',
      rehearsal: false,
    };
    const strict: Rules = {
      approvalsRequired: 2,
      selfApproval: false,
      approvalTtlMs: 1_000,
      gracePeriodMs: 60_000,
      confirmAbove: 10,
      maxMessages: 100,
      canarySize: 50,
      crossOrg: 'exclude',
      rehearsal: true,
    };
    expect(stricter(lax, strict)).toEqual(strict);
    expect(stricter({ ...strict, canarySize: 10 }, strict).canarySize).toBe(10);
  });

  it('it is the same whichever comes first, however often, and in whatever order', () => {
    fc.assert(
      fc.property(rules, rules, rules, (a, b, c) => {
        expect(stricter(a, b)).toEqual(stricter(b, a));
        expect(stricter(a, a)).toEqual(a);
        expect(stricter(stricter(a, b), c)).toEqual(stricter(a, stricter(b, c)));
      }),
    );
  });
});

describe('an open request', () => {
  it('takes nothing from rules that are laxer or the same', () => {
    expect(tightening(aRequest(), RULES)).toBeNull();
    expect(tightening(aRequest(), { ...RULES, selfApproval: true, gracePeriodMs: 0, confirmAbove: 9_999 })).toBeNull();
  });

  it('ends the sooner the shorter APPROVAL_TTL is today', () => {
    const taken = tightening(aRequest(), { ...RULES, approvalTtlMs: 24 * 3_600_000 });
    expect(taken).toMatchObject({ expiresAt: '2026-11-25T12:00:00.000Z', rules: { approvalTtlMs: 24 * 3_600_000 } });
  });
});

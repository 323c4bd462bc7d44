import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  checkCard,
  mayApprove,
  mayAsk,
  mayCancel,
  mayDecide,
  parseClick,
  type Person,
} from '../../src/flow/authorise.js';
import type { Asker, PurgeRequest } from '../../src/model.js';
import { aRequest, OLIVIA, OSCAR, PAUL, RULES, sessionOf, summaryOf } from '../support/requests.js';

const SIGN_IN = { loginUrl: 'http://localhost:5000/login', tunnel: null };
const ROOM = 'the-admin-space';

function person(who: Asker, { signedIn = true } = {}): Person {
  return { personId: who.id, officers: [OLIVIA, OSCAR], session: signedIn ? sessionOf(who) : null, signIn: SIGN_IN };
}

function approving(
  request: PurgeRequest,
  who: Person,
  { typed, today = RULES }: { typed?: unknown; today?: typeof RULES } = {},
) {
  return mayApprove(request, who, { today: { rules: today, floorMs: Date.parse(request.span.to) }, typed });
}

const refusedFor = (reason: string) => ({ allowed: false, refusal: { reason } });

describe('asking', () => {
  it('is for officers who have signed in', () => {
    expect(mayAsk(person(OLIVIA))).toEqual({ allowed: true });
    expect(mayAsk(person(PAUL))).toMatchObject(refusedFor('not-officer'));
    expect(mayAsk(person(OLIVIA, { signedIn: false }))).toMatchObject(refusedFor('not-signed-in'));
  });
});

describe('approving', () => {
  it('is for another officer than the asker', () => {
    expect(approving(aRequest(), person(OSCAR))).toEqual({ allowed: true });
    expect(approving(aRequest(), person(OLIVIA))).toMatchObject(refusedFor('own-request'));
    expect(approving(aRequest(), person(PAUL))).toMatchObject(refusedFor('not-officer'));
    expect(approving(aRequest(), person(OSCAR, { signedIn: false }))).toMatchObject(refusedFor('not-signed-in'));
  });

  it('lets the asker approve only where the rules at asking and today both say so', () => {
    const lax = { ...RULES, selfApproval: true };
    expect(approving(aRequest({ rules: lax }), person(OLIVIA), { today: lax })).toEqual({ allowed: true });
    expect(approving(aRequest({ rules: lax }), person(OLIVIA))).toMatchObject(refusedFor('own-request'));
    expect(approving(aRequest(), person(OLIVIA), { today: lax })).toMatchObject(refusedFor('own-request'));
  });

  it('counts nobody twice', () => {
    const approval = {
      officer: OSCAR,
      at: '2026-11-24T12:01:00.000Z',
      actionId: 'a',
      cardMessageId: 'm',
      comment: null,
    };
    expect(approving(aRequest({ approvals: [approval] }), person(OSCAR))).toMatchObject(refusedFor('approved-before'));
  });

  test.each([
    'rejected',
    'expired',
    'withdrawn',
    'cancelled',
    'approved',
    'running',
    'stopped',
    'completed',
    'incomplete',
  ] as const)('is too late once the request is %s', (state) => {
    expect(approving(aRequest({ state }), person(OSCAR))).toMatchObject(refusedFor('not-open'));
    expect(mayDecide(aRequest({ state }), person(OSCAR))).toMatchObject(refusedFor('not-open'));
  });

  it('needs the exact number above CONFIRM_ABOVE', () => {
    const large = aRequest({ summary: summaryOf(1_234) });
    for (const typed of ['1234', '1,234', 1234, ' 1234 ']) {
      expect(approving(large, person(OSCAR), { typed })).toEqual({ allowed: true });
    }
    for (const typed of [undefined, '', '1233', '12,34', '1234.0', '1e3', {}, ['1234'], true, '1 234', 'NaN']) {
      expect(approving(large, person(OSCAR), { typed })).toMatchObject(refusedFor('count-wrong'));
    }
    expect(approving(aRequest({ summary: summaryOf(1_000) }), person(OSCAR))).toEqual({ allowed: true });
  });

  it('is refused where a tightened rule leaves the list too far a reach', () => {
    const capped = { ...RULES, maxMessages: 11 };
    expect(approving(aRequest(), person(OSCAR), { today: capped })).toMatchObject(refusedFor('over-limit'));
    const wide = aRequest({ rules: { ...RULES, crossOrg: 'include' } });
    expect(approving(wide, person(OSCAR))).toMatchObject(refusedFor('rule-tightened'));
    const today = { rules: RULES, floorMs: Date.parse(aRequest().span.to) - 1 };
    expect(mayApprove(aRequest(), person(OSCAR), { today, typed: null })).toMatchObject({
      refusal: { reason: 'rule-tightened', rule: 'MIN_MSG_AGE' },
    });
  });

  it('takes the lower of the two thresholds', () => {
    const today = { ...RULES, confirmAbove: 5 };
    expect(approving(aRequest(), person(OSCAR), { today })).toMatchObject(refusedFor('count-wrong'));
    const then = aRequest({ rules: { ...RULES, confirmAbove: 5 } });
    expect(approving(then, person(OSCAR))).toMatchObject(refusedFor('count-wrong'));
  });
});

describe('cancelling', () => {
  it("is the asker's while the request is open, any officer's afterwards", () => {
    expect(mayCancel(aRequest(), OLIVIA.id)).toEqual({ allowed: true });
    expect(mayCancel(aRequest(), OSCAR.id)).toMatchObject(refusedFor('only-asker'));
    expect(mayCancel(aRequest({ state: 'stopped' }), OSCAR.id)).toEqual({ allowed: true });
  });
});

describe('a click', () => {
  const inputs = { id: '20261124-abc123', nonce: 'nonce-of-the-request', action: 'approve' };
  const claim = { id: 'action', messageId: 'message-of-the-card', personId: OSCAR.id, roomId: ROOM, inputs };
  const click = parseClick(inputs)!;

  it('counts only from our own newest card in our own space', () => {
    expect(checkCard(aRequest(), click, claim, ROOM)).toEqual({ allowed: true });
    expect(checkCard(aRequest(), click, { ...claim, roomId: 'elsewhere' }, ROOM)).toMatchObject(
      refusedFor('wrong-space'),
    );
    expect(checkCard(aRequest(), { ...click, nonce: 'guessed' }, claim, ROOM)).toMatchObject(refusedFor('forged'));
    expect(checkCard(aRequest(), click, { ...claim, messageId: 'older' }, ROOM)).toMatchObject(
      refusedFor('stale-card'),
    );
  });

  it('on an old copy learns what was decided, and changes nothing', () => {
    const old = { ...claim, messageId: 'older' };
    expect(checkCard(aRequest({ state: 'running' }), click, old, ROOM)).toMatchObject(refusedFor('not-open'));
    // But the cord may be pulled from anywhere in the space.
    const stop = { ...click, action: 'stop' } as const;
    expect(checkCard(aRequest({ state: 'running' }), stop, old, ROOM)).toEqual({ allowed: true });
  });

  it('is read only when it is of a button of ours', () => {
    expect(click).toEqual({ ...inputs, comment: null, reason: null, count: null });
    for (const broken of [
      {},
      { ...inputs, action: 'delete' },
      { ...inputs, id: '../x' },
      { ...inputs, nonce: 7 },
      { ...inputs, id: ['a'] },
      Object.create(inputs),
      null,
      'approve',
      [inputs],
    ]) {
      expect(parseClick(broken)).toBeNull();
    }
  });

  it('is read from anything at all without failing', () => {
    fc.assert(
      fc.property(fc.anything(), fc.dictionary(fc.string(), fc.anything()), fc.anything(), (any, extra, count) => {
        parseClick(any);
        parseClick(extra);
        expect(parseClick({ ...extra, ...inputs, count })).toMatchObject({ action: 'approve' });
      }),
    );
  });

  it('keeps a comment short, plain and on one line', () => {
    const comment = `a\u202eb\u0000c\n${'x'.repeat(5_000)}`;
    const read = parseClick({ ...inputs, comment });
    expect(read?.comment).toMatch(/^a b c x+$/);
    expect(read?.comment).toHaveLength(500);
  });
});

import { describe, expect, it, test } from 'vitest';
import { candidateOf, judge, judgeRoom } from '../../src/flow/selection.js';
import type { Filters, Member, MessageEvent } from '../../src/model.js';

const SPAN = { from: '2026-09-01T00:00:00.000Z', to: '2026-10-01T00:00:00.000Z' };
const ALICE: Member = { personId: 'alice', email: 'alice@example.com', orgId: 'our-org' };
const BOB: Member = { personId: 'bob', email: 'bob@example.com', orgId: 'our-org' };

function anEvent(changes: Partial<MessageEvent> = {}): MessageEvent {
  return {
    messageId: 'm1',
    created: '2026-09-10T00:00:00.000Z',
    senderId: 'alice',
    senderEmail: 'Alice@Example.com',
    roomId: 'r1',
    roomType: 'direct',
    actorId: 'alice',
    ...changes,
  };
}

function judged(event: MessageEvent, filters: Partial<Filters> = {}) {
  return judge(event, {
    span: SPAN,
    filters: { persons: [], domains: [], ...filters },
    alreadyGone: new Set(['gone']),
    inOpenPurge: new Set(['listed']),
  });
}

describe('a message', () => {
  it('is a candidate when it is direct, within the window and still there', () => {
    expect(judged(anEvent())).toEqual({ kind: 'candidate' });
    expect(judged(anEvent({ roomType: 'group' }))).toEqual({ kind: 'not-direct' });
    expect(judged(anEvent({ messageId: 'gone' }))).toEqual({ kind: 'left-out', reason: 'already-gone' });
    expect(judged(anEvent({ messageId: 'listed' }))).toEqual({ kind: 'left-out', reason: 'in-open-purge' });
  });

  test.each([
    [SPAN.from, 'candidate'],
    ['2026-09-30T23:59:59.999Z', 'candidate'],
    [SPAN.to, 'outside-span'],
    ['2026-08-31T23:59:59.999Z', 'outside-span'],
    ['not a time', 'outside-span'],
  ])('written at %s is %s', (created, kind) => {
    expect(judged(anEvent({ created })).kind).toBe(kind);
  });

  it('is filtered by its sender', () => {
    expect(judged(anEvent(), { persons: ['alice@example.com'] }).kind).toBe('candidate');
    expect(judged(anEvent(), { persons: ['alice'] }).kind).toBe('candidate');
    expect(judged(anEvent(), { persons: ['bob'] })).toEqual({ kind: 'left-out', reason: 'filtered' });
    expect(judged(anEvent(), { domains: ['example.com'] }).kind).toBe('candidate');
    expect(judged(anEvent(), { domains: ['ample.com'] })).toEqual({ kind: 'left-out', reason: 'filtered' });
    expect(judged(anEvent(), { persons: ['alice'], domains: ['other.com'] }).kind).toBe('left-out');
  });

  it('names the other member as far as known', () => {
    expect(candidateOf(anEvent(), [ALICE, BOB])).toMatchObject({
      other_id: 'bob',
      other: 'bob@example.com',
      other_org: 'our-org',
    });
    expect(candidateOf(anEvent(), [])).not.toHaveProperty('other');
  });
});

describe('a 1:1 room', () => {
  test.each([
    ['two of ours', [ALICE, BOB], 'inside'],
    ['one of another organisation', [ALICE, { ...BOB, orgId: 'their-org' }], 'external'],
    ['a bot', [ALICE, { ...BOB, email: 'helper@webex.bot', orgId: 'bots' }], 'bot'],
    ['one whose organisation nobody tells', [ALICE, { ...BOB, orgId: null }], 'members-unknown'],
    ['one member only', [ALICE], 'members-unknown'],
    ['members that Webex does not tell', null, 'members-unknown'],
  ])('of %s', (_, members, kind) => {
    expect(judgeRoom(members, 'our-org').kind).toBe(kind);
  });

  it('is left alone while our own organisation is unknown', () => {
    expect(judgeRoom([ALICE, BOB], null).kind).toBe('members-unknown');
  });
});

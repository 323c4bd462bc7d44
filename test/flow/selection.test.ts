import { describe, expect, it, test } from 'vitest';
import {
  candidateOf,
  conclude,
  createJudge,
  judgeAnyRoom,
  judgeByWriters,
  judgeRoom,
} from '../../src/flow/selection.js';
import type { Filters, Member, MessageEvent } from '../../src/model.js';
import type { Finding } from '../../src/ports.js';

const SPAN = { from: '2026-09-01T00:00:00.000Z', to: '2026-10-01T00:00:00.000Z' };
const ALICE: Member = { personId: 'alice', email: 'alice@example.com', orgId: 'our-org' };
const BOB: Member = { personId: 'bob', email: 'bob@example.com', orgId: 'our-org' };
const EVE = { ...BOB, orgId: 'their-org' };

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

function judged(event: MessageEvent, filters: Partial<Filters> = {}): string | null {
  const finding = createJudge({ span: SPAN, filters: { persons: [], domains: [], ...filters } })(event);
  return finding?.kind ?? null;
}

const WRITTEN: Finding = {
  kind: 'written',
  created: '2026-09-10T00:00:00.000Z',
  senderId: 'alice',
  senderEmail: 'Alice@Example.com',
  roomId: 'r1',
};

function concluded(...findings: readonly Finding[]): string | null {
  const judged = conclude({ messageId: 'm1', findings });
  return judged?.kind === 'left-out' ? judged.reason : (judged?.kind ?? null);
}

describe('the event of a message', () => {
  it('counts when the message is direct and within the window', () => {
    expect(createJudge({ span: SPAN, filters: { persons: [], domains: [] } })(anEvent())).toEqual(WRITTEN);
    expect(judged(anEvent({ roomType: 'group' }))).toBeNull();
  });

  test.each([
    [SPAN.from, 'written'],
    ['2026-09-30T23:59:59.999Z', 'written'],
    [SPAN.to, null],
    ['2026-08-31T23:59:59.999Z', null],
    ['not a time', null],
  ])('written at %s is %s', (created, kind) => {
    expect(judged(anEvent({ created }))).toBe(kind);
  });

  it('is filtered by its sender', () => {
    expect(judged(anEvent(), { persons: ['alice@example.com'] })).toBe('written');
    expect(judged(anEvent(), { persons: ['alice'] })).toBe('written');
    expect(judged(anEvent(), { persons: ['bob'] })).toBe('filtered');
    expect(judged(anEvent(), { domains: ['example.com'] })).toBe('written');
    expect(judged(anEvent(), { domains: ['ample.com'] })).toBe('filtered');
    expect(judged(anEvent(), { persons: ['alice'], domains: ['other.com'] })).toBe('filtered');
  });
});

describe('a message', () => {
  const listed: Finding = { kind: 'listed', purge: 'p1' };
  const settled: Finding = { kind: 'settled', purge: 'p1' };

  it('is due when nothing speaks against it', () => {
    expect(conclude({ messageId: 'm1', findings: [WRITTEN] })).toMatchObject({
      kind: 'due',
      message: { messageId: 'm1', senderId: 'alice' },
    });
  });

  test.each<[string, Finding[], string | null]>([
    ['was deleted since', [{ kind: 'deleted' }, WRITTEN], 'already-gone'],
    ['was deleted and would have been filtered', [{ kind: 'deleted' }, { kind: 'filtered' }], 'already-gone'],
    ['is from somebody else', [{ kind: 'filtered' }], 'filtered'],
    ['is filtered by one of two unlike events', [{ kind: 'filtered' }, WRITTEN], 'filtered'],
    ['stands on the list of another purge', [listed, WRITTEN], 'in-open-purge'],
    ['was settled by that purge', [listed, settled, WRITTEN], 'due'],
    [
      'was settled by one purge but not by the next',
      [listed, { ...listed, purge: 'p2' }, settled, WRITTEN],
      'in-open-purge',
    ],
    ['is none of the window, only deleted in it', [{ kind: 'deleted' }], null],
    ['is none of the window, only on another list', [listed], null],
  ])('that %s', (_, findings, expected) => {
    expect(concluded(...findings)).toBe(expected);
  });

  it('names the other member as far as known', () => {
    const message = { messageId: 'm1', ...WRITTEN };
    expect(candidateOf(message, [ALICE, BOB])).toMatchObject({
      other_id: 'bob',
      other: 'bob@example.com',
      other_org: 'our-org',
    });
    expect(candidateOf(message, [])).not.toHaveProperty('other');
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

  it('may hold anybody where other organisations are included, but for bots that are known', () => {
    expect(judgeAnyRoom([], 'our-org')).toMatchObject({ kind: 'inside', outsiders: [] });
    expect(judgeAnyRoom([ALICE, EVE], 'our-org')).toMatchObject({ kind: 'inside', outsiders: ['bob'] });
    expect(judgeAnyRoom([ALICE, EVE], null)).toMatchObject({ kind: 'inside', outsiders: [] });
    expect(judgeAnyRoom([{ ...BOB, email: 'helper@Webex.Bot' }], 'our-org').kind).toBe('bot');
  });

  test.each([
    ['one of ours wrote', [ALICE], 'unasked'],
    ['nobody is known to have written', [], 'unasked'],
    ['one of another organisation wrote', [EVE], 'external'],
    ['a bot wrote', [{ ...BOB, email: 'helper@webex.bot' }], 'bot'],
    ['two of ours wrote', [ALICE, BOB], 'inside'],
    ['one of ours and one of another organisation wrote', [ALICE, EVE], 'external'],
  ])('of which nobody asks who is in it, and %s', (_, members, kind) => {
    expect(judgeByWriters(members, 'our-org').kind).toBe(kind);
  });
});

import { describe, expect, it } from 'vitest';
import { createHoldSieve, isOn, peopleOf } from '../../src/flow/hold-sieve.js';
import { aHold, SPACE_HOLD, UNRESOLVED } from '../support/holds.js';

const person = (name: string) => ({ personId: `person-${name}`, email: `${name}@example.com` });
const ANN = person('ann');
const BOB = person('bob');

describe('a hold list', () => {
  it.each([
    ['the writer', [ANN, BOB]],
    ['the other one', [BOB, ANN]],
    ['somebody known by the id alone', [BOB, { personId: 'person-ann', email: '' }]],
    ['somebody known by the address alone', [BOB, { personId: '', email: 'Ann@Example.com' }]],
    ['the id, whose address is another by now', [{ personId: 'person-ann', email: 'ann.archer@example.com' }]],
  ])('keeps what a person on hold is part of: %s', (_, people) => {
    expect(createHoldSieve([aHold()]).over('room-1', people)).toEqual(aHold());
  });

  it('keeps nothing of two others, and nothing by an empty name', () => {
    const sieve = createHoldSieve([aHold({ email: null, who: 'person-ann' }), SPACE_HOLD]);
    expect(sieve.over('room-1', [BOB, { personId: '', email: '' }])).toBeNull();
  });

  it('keeps a space, whoever is in it', () => {
    expect(createHoldSieve([SPACE_HOLD]).over('room-9', [BOB])).toEqual(SPACE_HOLD);
    expect(createHoldSieve([SPACE_HOLD]).over('room-8', [BOB])).toBeNull();
  });

  it('compares what Webex does not know as it stands, with people and spaces', () => {
    const unknownId = aHold({ who: 'id-x', kind: 'unresolved', personId: null, email: null });
    const sieve = createHoldSieve([UNRESOLVED, unknownId]);
    expect(sieve.over('room-1', [person('gone')])).toEqual(UNRESOLVED);
    expect(sieve.over('id-x', [BOB])).toEqual(unknownId);
    expect(sieve.over('room-1', [BOB, { personId: 'id-x', email: '' }])).toEqual(unknownId);
  });

  it('takes an id with and without its padding for the same', () => {
    const sieve = createHoldSieve([aHold({ who: 'Y2lzY28=', personId: 'Y2lzY28=', email: null })]);
    expect(sieve.over('room-1', [{ personId: 'Y2lzY28', email: '' }])).not.toBeNull();
  });

  it('needs to know the members only where a hold may be on a person', () => {
    expect(createHoldSieve([]).needsMembers).toBe(false);
    expect(createHoldSieve([SPACE_HOLD]).needsMembers).toBe(false);
    expect(createHoldSieve([SPACE_HOLD, UNRESOLVED]).needsMembers).toBe(true);
  });
});

describe('the people of a candidate', () => {
  const line = { message_id: 'm', created: '', sender_id: 'person-bob', sender: 'bob@example.com', room_id: 'room-1' };

  it('are the writer and, where the list names it, the other', () => {
    expect(peopleOf(line)).toEqual([BOB]);
    expect(peopleOf({ ...line, other_id: 'person-ann', other: 'ann@example.com' })).toEqual([BOB, ANN]);
    expect(peopleOf({ ...line, other: 'ann@example.com' })).toEqual([BOB, { personId: '', email: ANN.email }]);
  });
});

describe('a name', () => {
  it.each(['ANN@example.com', 'person-ann'])('%s means the hold', (who) => {
    expect(isOn(aHold(), who)).toBe(true);
  });

  it.each(['bob@example.com', 'Ann Archer', ''])('%s means another', (who) => {
    expect(isOn(aHold(), who)).toBe(false);
  });
});

import { RefusedError } from '../errors.js';
import { pages } from '../http/pages.js';
import type { Member, Person, PersonId } from '../model.js';
import type { EventReader } from '../ports.js';
import { readMember, readPerson } from './answers.js';
import { createMessageEvents, type EventsParts } from './message-events.js';
import type { OfficerCalls } from './officer-calls.js';
import { PROBE, probing } from './probe.js';

/** Ids travel in the address: 85 of about 80 characters stay below 8 KB. */
const PEOPLE_AT_ONCE = 85;
/** A 1:1 space has two members; admin spaces are small. */
const MEMBERS_PAGE = 100;

/** The organisation, read as an officer. */
export function createEventReader(parts: EventsParts): EventReader {
  const { calls } = parts;
  return {
    probe: (officer) => probing(() => calls(officer, 'probe', PROBE)),
    messageEvents: createMessageEvents(parts),
    members: (officer, roomId) => membersOf(calls, officer, roomId),
    people: (officer, ids) => peopleBy(calls, officer, ids),
  };
}

async function membersOf(calls: OfficerCalls, officer: PersonId, roomId: string): Promise<readonly Member[] | null> {
  const members: Member[] = [];
  const send = calls.bind(null, officer, 'read');
  try {
    for await (const items of pages({ send, path: '/memberships', query: { roomId, max: MEMBERS_PAGE } })) {
      members.push(...items.map(readMember).filter((member) => member !== null));
    }
    return members;
  } catch (error) {
    if (error instanceof RefusedError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

async function peopleBy(calls: OfficerCalls, officer: PersonId, ids: readonly PersonId[]): Promise<readonly Person[]> {
  const peopleFor = async (some: readonly PersonId[]): Promise<readonly (Person | null)[]> => {
    const answer = await calls(officer, 'read', { method: 'GET', path: '/people', query: { id: some.join(',') } });
    return answer.items(readPerson);
  };
  const parts = Array.from({ length: Math.ceil(ids.length / PEOPLE_AT_ONCE) }, (_, at) =>
    peopleFor(ids.slice(at * PEOPLE_AT_ONCE, (at + 1) * PEOPLE_AT_ONCE)),
  );
  return (await Promise.all(parts)).flat().filter((person) => person !== null);
}

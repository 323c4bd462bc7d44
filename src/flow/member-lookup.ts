import type { Member, MessageEvent, PersonId } from '../model.js';
import type { EventReader, MemberCache, RoomMembers } from '../ports.js';
import { createPeople } from './people.js';
import { createWriters } from './writers.js';

/** A 1:1 room has these many members, by its definition. */
const MEMBERS_OF_A_PAIR = 2;

/** Who is in which 1:1 room, from the cheapest source that knows: earlier scans, the events themselves, Webex. */
export interface MemberLookup {
  readonly learn: (events: readonly MessageEvent[]) => void;
  /** Nobody is asked who the members are; the list may lack one. Of those it has, the organisation is asked. */
  knownOf(roomIds: readonly string[]): Promise<Members>;
  /** With their organisations. A room whose members nobody tells is missing. */
  membersOf(roomIds: readonly string[]): Promise<Members>;
}

type Members = ReadonlyMap<string, readonly Member[]>;

interface LookupParts {
  readonly reader: EventReader;
  readonly cache: MemberCache;
}

export function createMemberLookup({ reader, cache }: LookupParts, officer: PersonId): MemberLookup {
  const people = createPeople();
  const writers = createWriters(people);
  const remembered = new Map<string, readonly Member[]>();
  let recalled: Promise<void> | null = null;

  /** Only what this scan may need stays in memory: the rooms in which it saw somebody write. */
  const recall = async (): Promise<void> => {
    for await (const rooms of cache.all()) {
      for (const { roomId, members } of rooms) {
        const known = members.map(people.note);
        if (writers.wroteIn(roomId)) remembered.set(roomId, known);
      }
    }
  };
  const recalledOf = async (roomIds: readonly string[]): Promise<Map<string, readonly Member[]>> => {
    await (recalled ??= recall());
    return new Map(roomIds.map((id) => [id, remembered.get(id) ?? writers.of(id).map(people.note)]));
  };
  const ask = async (roomIds: readonly string[]): Promise<ReadonlyMap<string, readonly Member[]>> => {
    const answers = await Promise.all(roomIds.map(async (id) => [id, await reader.members(officer, id)] as const));
    return new Map(answers.flatMap(([id, members]) => (members === null ? [] : [[id, members]])));
  };
  const askOrgs = async (members: readonly Member[]): Promise<void> => {
    const unknown = new Set(members.filter(({ orgId }) => orgId === null).map(({ personId }) => personId));
    if (unknown.size === 0) return;
    for (const { id, email, orgId } of await reader.people(officer, [...unknown])) {
      people.note({ personId: id, email, orgId });
    }
  };

  /** With what can be learnt of their organisations; what is whole then is remembered. */
  const completed = async (found: ReadonlyMap<string, readonly Member[]>): Promise<Members> => {
    await askOrgs([...found.values()].flat().map(people.note));
    const known = new Map([...found].map(([roomId, members]) => [roomId, members.map(people.note)] as const));
    await cache.add(roomsToRemember(known, remembered));
    return known;
  };

  return {
    learn: writers.learn,
    knownOf: async (roomIds) => completed(await recalledOf(roomIds)),
    membersOf: async (roomIds) => {
      const known = [...(await recalledOf(roomIds))].filter(([, members]) => members.length === MEMBERS_OF_A_PAIR);
      const pairs = new Map(known);
      return completed(new Map([...pairs, ...(await ask(roomIds.filter((id) => !pairs.has(id))))]));
    },
  };
}

/** Only what is known whole: the rest is asked anew by the next scan. */
function roomsToRemember(found: Members, remembered: Members): readonly RoomMembers[] {
  return [...found]
    .filter(([roomId]) => !remembered.has(roomId))
    .filter(([, members]) => members.length === MEMBERS_OF_A_PAIR && members.every(({ orgId }) => orgId !== null))
    .map(([roomId, members]) => ({ roomId, members }));
}

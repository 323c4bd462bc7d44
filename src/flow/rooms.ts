import type { MessageEvent, PersonId, Rules } from '../model.js';
import type { EventReader, MemberCache } from '../ports.js';
import { createMemberLookup } from './member-lookup.js';
import { judgeAnyRoom, judgeRoom, type RoomVerdict } from './selection.js';

/** Remembers, for one scan, what the rules say of each 1:1 room. */
export interface Rooms {
  /** Before any room is judged: who writes in a room is a member of it. */
  learn(events: readonly MessageEvent[]): void;
  judgeAll(roomIds: ReadonlySet<string>): Promise<ReadonlyMap<string, RoomVerdict>>;
}

interface RoomsParts {
  readonly reader: EventReader;
  readonly members: MemberCache;
}

interface RoomsOrder {
  readonly officer: PersonId;
  readonly crossOrg: Rules['crossOrg'];
}

export function createRooms({ reader, members }: RoomsParts, { officer, crossOrg }: RoomsOrder): Rooms {
  const lookup = createMemberLookup({ reader, cache: members }, officer);
  const verdicts = new Map<string, RoomVerdict>();
  let orgId: Promise<string | null> | null = null;

  const judgeFresh = async (roomIds: readonly string[]): Promise<void> => {
    orgId ??= orgOf(reader, officer);
    const found = await lookup.membersOf(roomIds);
    for (const roomId of roomIds) verdicts.set(roomId, judgeRoom(found.get(roomId) ?? null, await orgId));
  };
  /** Where people of other organisations are included, no rule depends on who the members are. */
  const judgeUnasked = async (roomIds: readonly string[]): Promise<void> => {
    const found = await lookup.knownOf(roomIds);
    for (const roomId of roomIds) verdicts.set(roomId, judgeAnyRoom(found.get(roomId) ?? []));
  };
  return {
    learn: lookup.learn,
    judgeAll: async (roomIds) => {
      const fresh = [...roomIds].filter((id) => !verdicts.has(id));
      if (fresh.length > 0) await (crossOrg === 'include' ? judgeUnasked(fresh) : judgeFresh(fresh));
      return verdicts;
    },
  };
}

/** Asked in every scan: what the cache remembers of other people is measured by it. */
async function orgOf(reader: EventReader, officer: PersonId): Promise<string | null> {
  const [self] = await reader.people(officer, [officer]);
  return self?.orgId ?? null;
}

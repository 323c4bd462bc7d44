import type { Member, MessageEvent, PersonId, Rules } from '../model.js';
import type { EventReader, MemberCache } from '../ports.js';
import { createMemberLookup } from './member-lookup.js';
import { judgeAnyRoom, judgeByWriters, judgeRoom, judgeWholeRoom, type RoomVerdict } from './selection.js';

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
  /** Whether Webex is asked who is in a room where only one has written: a request for each. */
  readonly askMembers: boolean;
  /** Whether holds depend on who the members are. */
  readonly needsMembers: boolean;
}

export function createRooms(
  { reader, members }: RoomsParts,
  { officer, crossOrg, askMembers, needsMembers }: RoomsOrder,
): Rooms {
  const lookup = createMemberLookup({ reader, cache: members }, officer);
  const verdicts = new Map<string, RoomVerdict>();
  const isAsked = askMembers && (crossOrg === 'exclude' || needsMembers);
  let orgId: Promise<string | null> | null = null;

  const judge = async (roomIds: readonly string[]): Promise<void> => {
    const own = await (orgId ??= orgOf(reader, officer));
    // Where people of other organisations are included, only holds depend on who the members are.
    const found = await (isAsked ? lookup.membersOf(roomIds) : lookup.knownOf(roomIds));
    for (const roomId of roomIds) verdicts.set(roomId, verdictOn(found.get(roomId) ?? null, own));
  };
  const verdictOn = (found: readonly Member[] | null, own: string | null): RoomVerdict => {
    if (crossOrg === 'exclude') return isAsked ? judgeRoom(found, own) : judgeByWriters(found ?? [], own);
    return needsMembers ? judgeWholeRoom(found ?? [], own, isAsked) : judgeAnyRoom(found ?? [], own);
  };
  return {
    learn: lookup.learn,
    judgeAll: async (roomIds) => {
      const fresh = [...roomIds].filter((id) => !verdicts.has(id));
      if (fresh.length > 0) await judge(fresh);
      return verdicts;
    },
  };
}

/** Asked in every scan: what the cache remembers of other people is measured by it. */
async function orgOf(reader: EventReader, officer: PersonId): Promise<string | null> {
  const [self] = await reader.people(officer, [officer]);
  return self?.orgId ?? null;
}

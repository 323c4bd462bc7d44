import type { Member, PersonId, Rules } from '../model.js';
import type { EventReader } from '../ports.js';
import { judgeRoom, type RoomVerdict } from './selection.js';

/** Remembers, for one scan, what the rules say of each 1:1 room; a room's members are asked for once. */
export interface Rooms {
  judgeAll(roomIds: ReadonlySet<string>): Promise<ReadonlyMap<string, RoomVerdict>>;
}

interface Asking {
  readonly officer: PersonId;
  readonly crossOrg: Rules['crossOrg'];
}

export function createRooms(reader: EventReader, { officer, crossOrg }: Asking): Rooms {
  const known = new Map<string, RoomVerdict>();
  // Where people of other organisations are included, no rule depends on who the members are.
  if (crossOrg === 'include') return { judgeAll: (ids) => Promise.resolve(allInside(ids)) };
  let orgId: Promise<string | null> | null = null;

  const judgeOne = async (roomId: string): Promise<void> => {
    orgId ??= orgOf(reader, officer);
    const members = await membersOf(reader, officer, roomId);
    known.set(roomId, judgeRoom(members, await orgId));
  };
  return {
    judgeAll: async (roomIds) => {
      await Promise.all([...roomIds].filter((id) => !known.has(id)).map(judgeOne));
      return known;
    },
  };
}

function allInside(roomIds: ReadonlySet<string>): ReadonlyMap<string, RoomVerdict> {
  return new Map([...roomIds].map((id) => [id, { kind: 'inside', members: [] }]));
}

async function orgOf(reader: EventReader, officer: PersonId): Promise<string | null> {
  const [self] = await reader.people(officer, [officer]);
  return self?.orgId ?? null;
}

/** The members with their organisations, which Webex's memberships may leave out and its people tell. Null where Webex refuses. */
async function membersOf(reader: EventReader, officer: PersonId, roomId: string): Promise<readonly Member[] | null> {
  const members = await reader.members(officer, roomId);
  if (members === null) return null;
  const unknown = members.filter((member) => member.orgId === null).map((member) => member.personId);
  if (unknown.length === 0) return members;
  const people = new Map((await reader.people(officer, unknown)).map((person) => [person.id, person.orgId]));
  return members.map((member) => ({ ...member, orgId: member.orgId ?? people.get(member.personId) ?? null }));
}

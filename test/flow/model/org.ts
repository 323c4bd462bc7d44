import type { Member, MessageEvent, Officer, Person, PersonId } from '../../../src/model.js';
import { OLIVIA, OSCAR } from '../../support/requests.js';

export const ODA: Officer = { id: 'person-oda', email: 'oda@example.com', displayName: 'Oda Officer' };
export const OFFICERS: readonly Officer[] = [OLIVIA, OSCAR, ODA];

/** Purges are asked for with this age; `due` messages are older. */
export const AGE = '30d';
const DAY_MS = 86_400_000;

interface Room {
  readonly id: string;
  readonly type: 'direct' | 'group';
  readonly members: readonly string[];
  /** Ages of its messages in days; its members write in turn. */
  readonly ages: readonly number[];
}

/** Seven are due; the rest is too young, in a group, or with somebody of another company. */
const ROOMS: readonly Room[] = [
  { id: 'room-alice-bob', type: 'direct', members: ['alice', 'bob'], ages: [70, 61, 50, 3] },
  { id: 'room-alice-carol', type: 'direct', members: ['alice', 'carol'], ages: [66, 45, 44] },
  { id: 'room-bob-carol', type: 'direct', members: ['bob', 'carol'], ages: [40, 29] },
  { id: 'room-alice-otto', type: 'direct', members: ['alice', 'otto'], ages: [52] },
  { id: 'room-all', type: 'group', members: ['alice', 'bob', 'carol'], ages: [65, 48] },
];
const OUTSIDER = 'otto';

/** All that was ever written, oldest first. */
export function writtenBefore(nowMs: number): readonly MessageEvent[] {
  return ROOMS.flatMap((room) => room.ages.map((age, n) => eventOf(room, n, nowMs - age * DAY_MS))).sort((a, b) =>
    a.created.localeCompare(b.created),
  );
}

function eventOf({ id, type, members }: Room, n: number, atMs: number): MessageEvent {
  const writer = memberNamed(members[n % members.length] ?? '');
  return {
    messageId: `${id}-${n}`,
    created: new Date(atMs).toISOString(),
    senderId: writer.personId,
    senderEmail: writer.email,
    roomId: id,
    roomType: type,
    actorId: writer.personId,
  };
}

/** The messages that a purge of what is older than AGE may touch. */
export function dueAt(nowMs: number): ReadonlySet<string> {
  const inside = ROOMS.filter(({ type, members }) => type === 'direct' && !members.includes(OUTSIDER));
  const old = (room: Room) => room.ages.flatMap((age, n) => (age > 30 ? [eventOf(room, n, nowMs).messageId] : []));
  return new Set(inside.flatMap(old));
}

export function membersOf(roomId: string): readonly Member[] | null {
  return ROOMS.find(({ id }) => id === roomId)?.members.map(memberNamed) ?? null;
}

function memberNamed(name: string): Member {
  const outside = name === OUTSIDER;
  return {
    personId: `person-${name}`,
    email: `${name}@${outside ? 'elsewhere' : 'example'}.com`,
    orgId: outside ? 'org-elsewhere' : 'org-example',
  };
}

export function personOf(id: PersonId): Person {
  const { email, orgId } = memberNamed(id.replace('person-', ''));
  return { id, email, displayName: email, orgId, kind: 'person' };
}

/** A past for the org: direct and group messages, some edited, some already deleted. */
import { editMessage, postMessage, removeMessage } from './acts.js';
import type { Person, Room } from './model.js';
import type { Org } from './org.js';
import type { Cast } from './seed.js';

const DAY_MS = 86_400_000;
const WORDS =
  'lunch budget draft contract meeting review tomorrow thanks please numbers offer customer release secret plan idea question answer call later'.split(
    ' ',
  );
const SHARE_DIRECT = 0.6;
const SHARE_EDITED = 0.03;
const SHARE_DELETED = 0.05;
const PEOPLE_A_GROUP = 12;

export interface Past {
  readonly messages: number;
  readonly days: number;
}

export function seedMessages(org: Org, cast: Cast, { messages, days }: Past): void {
  if (messages === 0) return;
  const { random, clock } = org.parts;
  const now = clock.now();
  const begin = now - days * DAY_MS;
  const directs = directRooms(org, cast, begin);
  const groups = groupRooms(org, cast, begin);
  const times = Array.from({ length: messages }, () => begin + Math.floor(random.next() * (now - begin))).sort(
    (a, b) => a - b,
  );
  for (const created of times)
    say(org, random.chance(SHARE_DIRECT) ? random.pick(directs) : random.pick(groups), created);
}

function say(org: Org, room: Room, created: number): void {
  const { random, clock } = org.parts;
  const author = org.person(random.pick([...room.members.keys()]));
  const message = postMessage(org, { room, author, text: sentence(org), created });
  const later = created + Math.floor(random.next() * (clock.now() - created));
  if (random.chance(SHARE_EDITED)) editMessage(org, message, { text: sentence(org) }, later);
  if (random.chance(SHARE_DELETED))
    removeMessage(org, message, { at: later, byPersonUuid: author.uuid, via: 'script' });
}

function sentence({ parts: { random } }: Org): string {
  return Array.from({ length: 3 + random.int(6) }, () => random.pick(WORDS)).join(' ');
}

/** Some two for each person; strangers write with colleagues, and some people with a bot. */
function directRooms(org: Org, { crowd, officers, member, bots }: Cast, created: number): Room[] {
  const everybody: readonly Person[] = [...officers, member, ...crowd];
  const { random } = org.parts;
  const rooms = everybody.flatMap((person) =>
    [random.pick(everybody), random.pick(everybody)].flatMap((other) => pair(org, person, other, created)),
  );
  const withBots = bots.flatMap((bot) => [0, 1, 2].flatMap(() => pair(org, random.pick(everybody), bot, created)));
  return [...rooms, ...withBots];
}

/** Two strangers talk outside this org's reach, so they get no room here. */
function pair(org: Org, one: Person, other: Person, created: number): Room[] {
  const outside = one.orgUuid !== org.uuid && other.orgUuid !== org.uuid;
  if (one === other || outside || org.direct(one, other)) return [];
  return [org.addRoom({ type: 'direct', title: other.displayName, members: [one, other], created })];
}

function groupRooms(org: Org, { crowd, officers, member }: Cast, created: number): Room[] {
  const { random } = org.parts;
  const count = Math.max(1, Math.ceil(crowd.length / PEOPLE_A_GROUP));
  return Array.from({ length: count }, (_, index) => {
    const members = new Set([
      member,
      ...officers.slice(0, index % 2),
      ...crowd.slice(index * PEOPLE_A_GROUP, (index + 1) * PEOPLE_A_GROUP),
    ]);
    if (crowd.length > 0) members.add(random.pick(crowd));
    return org.addRoom({ type: 'group', title: `Project ${index + 1}`, members: [...members], created });
  });
}

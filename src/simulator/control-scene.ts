/** Builds a past by hand. */
import { editMessage, postMessage, removeMessage } from './acts.js';
import { badRequest } from './api-error.js';
import { BulkMessages } from './bulk.js';
import type { Call } from './call.js';
import type { BulkOrder, NewMessage, NewPerson, NewRoom } from './control-types.js';
import { lookUp, roomById } from './control-people.js';
import { publicId } from './ids.js';
import type { Person, Room } from './model.js';
import type { Org } from './org.js';
import { json } from './reply.js';
import type { Reply } from './reply.js';
import { personView, roomView } from './views.js';
import type { World } from './world.js';

export function addPerson({ org }: World, { body }: Call): Reply {
  const { email, displayName, otherOrg, kind, roles } = body as unknown as NewPerson;
  const orgUuid = otherOrg ? org.otherOrgUuid : org.uuid;
  const person = org.addPerson({ email, displayName, orgUuid, kind: kind ?? 'person', roles: new Set(roles) });
  return json(personView(person));
}

export function addRoom({ org }: World, { body }: Call): Reply {
  const { type, title, members, created } = body as unknown as NewRoom;
  const people = members.map((member) => lookUp(org, member));
  const at = created === undefined ? {} : { created: moment(created) };
  return json(
    roomView(
      org.addRoom({
        type,
        title: title ?? people.map(({ displayName }) => displayName).join(', '),
        members: people,
        ...at,
      }),
    ),
  );
}

/** `items`, each a message of the past; answers their ids in order. */
export function addMessages({ org }: World, { body }: Call): Reply {
  const items = body.items as readonly NewMessage[];
  return json({ ids: items.map((item) => publicId('MESSAGE', addMessage(org, item))) });
}

function addMessage(org: Org, item: NewMessage): string {
  const author = lookUp(org, item.person);
  const message = postMessage(org, {
    room: roomById(org, item.roomId),
    author,
    text: item.text,
    created: moment(item.created),
  });
  if (item.editedAt !== undefined)
    editMessage(org, message, { text: item.editedText ?? item.text }, moment(item.editedAt));
  if (item.deletedAt !== undefined) {
    const by = item.deletedBy === undefined ? author : lookUp(org, item.deletedBy);
    removeMessage(org, message, { at: moment(item.deletedAt), byPersonUuid: by.uuid, via: 'script' });
  }
  return message.uuid;
}

/** Many computed messages over new rooms of new people; see BulkMessages. */
export function addBulk({ org }: World, { body }: Call): Reply {
  const order = body as unknown as BulkOrder;
  const rooms = bulkRooms(org, order);
  const bulk = new BulkMessages({
    number: org.messages.bulks.length,
    count: order.count,
    from: moment(order.from),
    to: moment(order.to),
    rooms,
    people: (uuid) => org.person(uuid),
  });
  org.messages.bulks.push(bulk);
  return json({ count: order.count, rooms: rooms.length });
}

function bulkRooms(org: Org, { rooms, groupRooms = 0, strangers = 0, from }: BulkOrder): Room[] {
  const created = moment(from);
  const newcomer = (name: string, other: boolean): Person =>
    org.addPerson({
      email: `${name}@bulk.example`,
      displayName: name,
      orgUuid: other ? org.otherOrgUuid : org.uuid,
      created,
    });
  const stamp = org.messages.bulks.length;
  const pairs = Array.from({ length: rooms }, (_, index) => {
    const members = [
      newcomer(`b${stamp}-${index}-a`, false),
      newcomer(`b${stamp}-${index}-b`, index < rooms * strangers),
    ];
    return org.addRoom({ type: 'direct', title: `Pair ${index}`, members, created });
  });
  const everybody = pairs.flatMap((room) => [...room.members.keys()].map((uuid) => org.person(uuid)));
  const groups = Array.from({ length: groupRooms }, (_, index) => {
    const members = everybody.slice(index, index + 6);
    return org.addRoom({ type: 'group', title: `Group ${index}`, members, created });
  });
  return [...pairs, ...groups];
}

function moment(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw badRequest(`Not a date: ${text}`);
  return at;
}

import { addMember, removeMember } from './acts.js';
import { badRequest, notFound } from './api-error.js';
import { idParam, isOfficer, pageSize, requiredText, textField } from './call.js';
import type { AuthorisedCall } from './call.js';
import type { Membership, Person, Room } from './model.js';
import { offsetPage } from './paging.js';
import { reaches } from './reach.js';
import { json, noContent } from './reply.js';
import type { Reply } from './reply.js';
import { reachableRoom } from './rest-rooms.js';
import { membershipView } from './views.js';

/** Of one space (officers: of any they manage), else the caller's own. */
export function listMemberships(call: AuthorisedCall): Reply {
  const { org, query, caller } = call;
  const roomId = query.get('roomId');
  const all =
    roomId === null
      ? org.roomsOf(caller).map((room) => view(call, room, caller))
      : membersOf(call, reachableRoom(call, roomId, 'memberships_read'));
  return offsetPage(call, all, pageSize(query, 100, 1000));
}

export function getMembership(call: AuthorisedCall): Reply {
  const { room, person } = located(call);
  return json(view(call, room, person));
}

export function createMembership(call: AuthorisedCall): Reply {
  const { org, body, caller } = call;
  const room = reachableRoom(call, requiredText(body, 'roomId'), 'memberships_write');
  if (room.type === 'direct') throw badRequest('A direct room takes no more members.');
  const email = textField(body, 'personEmail');
  const person =
    email === undefined ? org.people.get(idParam('PEOPLE', textField(body, 'personId'))) : org.personByEmail(email);
  if (person === undefined) throw notFound('person');
  if (!room.members.has(person.uuid)) addMember(org, room, person, caller);
  return json(view(call, room, person));
}

export function updateMembership(call: AuthorisedCall): Reply {
  const { membership, room, person } = located(call);
  membership.isModerator = call.body.isModerator === true;
  return json(view(call, room, person));
}

export function deleteMembership(call: AuthorisedCall): Reply {
  const { room, person } = located(call);
  removeMember(call.org, room, person, call.caller);
  return noContent;
}

function membersOf(call: AuthorisedCall, room: Room): Record<string, unknown>[] {
  const email = call.query.get('personEmail')?.toLowerCase();
  const personUuid = call.query.has('personId') ? idParam('PEOPLE', call.query.get('personId')) : undefined;
  return [...room.members.keys()]
    .map((uuid) => call.org.person(uuid))
    .filter((person) => email === undefined || person.email.toLowerCase() === email)
    .filter((person) => personUuid === undefined || person.uuid === personUuid)
    .map((person) => view(call, room, person));
}

function located(call: AuthorisedCall): { membership: Membership; room: Room; person: Person } {
  const [personUuid = '', roomUuid = ''] = idParam('MEMBERSHIP', call.params.id).split(':');
  const room = call.org.rooms.get(roomUuid);
  const membership = room?.members.get(personUuid);
  if (room === undefined || membership === undefined) throw notFound('membership');
  const manages = isOfficer(call, 'memberships_read') && reaches(call.org, call.caller, room);
  if (!room.members.has(call.caller.uuid) && !manages) throw notFound('membership');
  return { membership, room, person: call.org.person(personUuid) };
}

function view(call: AuthorisedCall, room: Room, person: Person): Record<string, unknown> {
  const membership = room.members.get(person.uuid);
  if (membership === undefined) throw notFound('membership');
  return membershipView(membership, room, call.org.person(person.uuid));
}

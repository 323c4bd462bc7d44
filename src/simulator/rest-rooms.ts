import { badRequest, forbidden, notFound } from './api-error.js';
import { idParam, isOfficer, pageSize, requiredText } from './call.js';
import type { AuthorisedCall } from './call.js';
import type { Room } from './model.js';
import { offsetPage } from './paging.js';
import { reaches } from './reach.js';
import { json, noContent } from './reply.js';
import type { Reply } from './reply.js';
import { roomView } from './views.js';

/** The space, if the caller is in it or manages its content. @throws ApiError 404 */
export function reachableRoom(call: AuthorisedCall, id: string | undefined | null, scope: string): Room {
  const room = call.org.rooms.get(idParam('ROOM', id));
  if (room === undefined) throw notFound('room');
  if (room.members.has(call.caller.uuid)) return room;
  if (isOfficer(call, scope) && reaches(call.org, call.caller, room)) return room;
  throw notFound('room');
}

export function getRoom(call: AuthorisedCall): Reply {
  return json(roomView(reachableRoom(call, call.params.id, 'rooms_read')));
}

export function listRooms(call: AuthorisedCall): Reply {
  const type = call.query.get('type');
  const rooms = call.org.roomsOf(call.caller).filter((room) => type === null || room.type === type);
  return offsetPage(call, rooms.map(roomView), pageSize(call.query, 100, 1000));
}

export function createRoom(call: AuthorisedCall): Reply {
  const title = requiredText(call.body, 'title');
  return json(roomView(call.org.addRoom({ type: 'group', title, members: [call.caller] })));
}

export function updateRoom(call: AuthorisedCall): Reply {
  const room = reachableRoom(call, call.params.id, 'rooms_write');
  if (room.type === 'direct') throw badRequest('A direct room has no title to change.');
  room.title = requiredText(call.body, 'title');
  return json(roomView(room));
}

export function deleteRoom(call: AuthorisedCall): Reply {
  const room = reachableRoom(call, call.params.id, 'rooms_write');
  if (room.creatorUuid !== call.caller.uuid) throw forbidden('Only its creator may delete a room.');
  for (const uuid of [...room.members.keys()]) call.org.leave(room, call.org.person(uuid));
  call.org.rooms.delete(room.uuid);
  return noContent;
}

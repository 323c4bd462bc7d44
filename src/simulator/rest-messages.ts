import { editMessage, postMessage, removeMessage } from './acts.js';
import { ApiError, badRequest, forbidden, notFound } from './api-error.js';
import { idParam, isOfficer, pageSize, requiredText, textField } from './call.js';
import type { AuthorisedCall } from './call.js';
import { sees } from './happenings.js';
import { readContent, requireContent, targetRoom } from './message-content.js';
import type { Message } from './model.js';
import { offsetPage } from './paging.js';
import { reaches } from './reach.js';
import { json, noContent } from './reply.js';
import type { Reply } from './reply.js';
import { reachableRoom } from './rest-rooms.js';
import { messageView } from './views.js';

/** Messages reference: a message may be edited at most ten times. */
const MAX_EDITS = 10;

export function createMessage(call: AuthorisedCall): Reply {
  const room = targetRoom(call);
  const content = readContent(call);
  requireContent(content);
  const parent = parentOf(call, room.uuid);
  const fileUuids = call.files.map(() => call.org.newUuid());
  const message = postMessage(call.org, { room, author: call.caller, ...content, fileUuids, parentUuid: parent?.uuid });
  call.files.forEach(({ name, contentType, bytes }, at) => {
    const uuid = fileUuids[at] ?? '';
    call.org.files.set(uuid, { uuid, messageUuid: message.uuid, name, contentType, bytes });
  });
  return json(messageView(message, call.org.base));
}

/** Officers also read what is deleted; for everybody else it is gone. */
export function getMessage(call: AuthorisedCall): Reply {
  const message = find(call);
  const mayRead = sees(call.caller, message) && message.deletion === undefined;
  if (!mayRead && !manages(call, message, 'messages_read')) throw notFound('message');
  return json(messageView(message, call.org.base));
}

/** Newest first. A bot lists a group space only with `mentionedPeople=me`. */
export function listMessages(call: AuthorisedCall): Reply {
  const { org, query, caller } = call;
  if (!query.has('roomId')) throw badRequest('roomId is required.');
  const room = reachableRoom(call, query.get('roomId'), 'messages_read');
  if (caller.kind === 'bot' && room.type === 'group' && query.get('mentionedPeople') !== 'me') {
    throw forbidden('A bot may list the messages of a group space only with mentionedPeople=me.');
  }
  const officer = isOfficer(call, 'messages_read');
  const before = Date.parse(query.get('before') ?? '');
  const listed = org.messages
    .inRoom(room.uuid)
    .filter((message) => officer || (message.deletion === undefined && sees(caller, message)))
    .filter((message) => !query.has('mentionedPeople') || message.mentionedPeople?.includes(caller.uuid))
    .filter((message) => Number.isNaN(before) || message.created < before)
    .map((message) => messageView(message, org.base));
  return offsetPage(call, listed.reverse(), pageSize(query, 50, 1000));
}

export function updateMessage(call: AuthorisedCall): Reply {
  const message = find(call);
  if (message.deletion !== undefined || !sees(call.caller, message)) throw notFound('message');
  if (message.author !== call.caller) throw forbidden('Only the author may edit a message.');
  if (idParam('ROOM', requiredText(call.body, 'roomId')) !== message.room.uuid)
    throw badRequest('roomId does not match.');
  const content = readContent(call);
  requireContent(content);
  if (message.fileUuids !== undefined) throw badRequest('A message with files cannot be edited.');
  const hasCard = message.attachments !== undefined || content.attachments !== undefined;
  if (hasCard && call.org.settings.refuseCardEdits) throw badRequest('A message with attachments cannot be edited.');
  if (message.edits >= MAX_EDITS) throw badRequest(`A message may be edited at most ${MAX_EDITS} times.`);
  editMessage(call.org, message, content);
  return json(messageView(message, call.org.base));
}

/** The author's own deletion, or an officer's: 204, and 410 when it is repeated by the officer. */
export function deleteMessage(call: AuthorisedCall): Reply {
  const message = find(call);
  const at = call.org.clock.now();
  if (message.author === call.caller && !isOfficer(call, 'messages_write')) {
    if (message.deletion !== undefined) throw notFound('message');
    removeMessage(call.org, message, { at, byPersonUuid: call.caller.uuid, via: 'author' });
    return noContent;
  }
  return complianceDelete(call, message, at);
}

function complianceDelete(call: AuthorisedCall, message: Message, at: number): Reply {
  const { org, caller, token } = call;
  if (!isOfficer(call, 'messages_write')) throw forbidden('Not permitted to delete this message.');
  if (!reaches(org, caller, message.room, message.author))
    throw forbidden('The message belongs to another organization.');
  if (message.deletion !== undefined) throw new ApiError(410, 'The message has already been deleted.');
  const ghost = org.settings.ghostDeletes;
  org.deletions.push({ messageUuid: message.uuid, actorUuid: caller.uuid, at, ghost });
  const clientId = token.clientId === undefined ? {} : { clientId: token.clientId };
  if (!ghost) removeMessage(org, message, { at, byPersonUuid: caller.uuid, via: 'compliance', ...clientId });
  return noContent;
}

function find(call: AuthorisedCall): Message {
  const change = call.method !== 'GET';
  const message = call.org.messages.find(idParam('MESSAGE', call.params.id), change);
  if (message === undefined) throw notFound('message');
  return message;
}

function manages(call: AuthorisedCall, message: Message, scope: string): boolean {
  return isOfficer(call, scope) && reaches(call.org, call.caller, message.room, message.author);
}

function parentOf(call: AuthorisedCall, roomUuid: string): Message | undefined {
  const id = textField(call.body, 'parentId');
  if (id === undefined || id === '') return undefined;
  const parent = call.org.messages.find(idParam('MESSAGE', id));
  if (parent === undefined || parent.room.uuid !== roomUuid || parent.deletion) throw notFound('parent message');
  if (parent.parentUuid !== undefined) throw badRequest('parentId must name a root message.');
  return parent;
}

import { notFound } from './api-error.js';
import { idParam, isOfficer } from './call.js';
import type { AuthorisedCall } from './call.js';
import { reaches } from './reach.js';
import type { Reply } from './reply.js';

/** A message's file: for members of its space and for officers. */
export function getContent(call: AuthorisedCall): Reply {
  const file = call.org.files.get(idParam('CONTENT', call.params.id));
  const message = file && call.org.messages.find(file.messageUuid);
  if (file === undefined || message === undefined) throw notFound('content');
  const member = message.room.members.has(call.caller.uuid) && message.deletion === undefined;
  const officer = isOfficer(call, 'messages_read') && reaches(call.org, call.caller, message.room, message.author);
  if (!member && !officer) throw notFound('content');
  const name = encodeURIComponent(file.name);
  return {
    status: 200,
    type: file.contentType,
    body: file.bytes,
    headers: { 'Content-Disposition': `attachment; filename="${name}"` },
  };
}

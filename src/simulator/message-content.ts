import { badRequest, notFound } from './api-error.js';
import { idParam, textField } from './call.js';
import type { AuthorisedCall } from './call.js';
import { checkAttachments } from './cards.js';
import type { Attachment, Person, Room } from './model.js';

/** Messages reference: text and markdown hold at most so many bytes each. */
const MAX_TEXT_BYTES = 7439;

export interface Content {
  readonly text?: string | undefined;
  readonly markdown?: string | undefined;
  readonly html?: string | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
  readonly hasFiles: boolean;
}

/** @throws ApiError 400 if something is too long, of the wrong type, or a card that Webex would refuse. */
export function readContent({ body, files }: AuthorisedCall): Content {
  if (files.length > 1) throw badRequest('Only one file is permitted per message.');
  const attachments = readAttachments(body.attachments);
  if (attachments !== undefined) checkAttachments(attachments);
  const content = {
    text: textField(body, 'text'),
    markdown: textField(body, 'markdown'),
    html: textField(body, 'html'),
  };
  for (const [name, value] of Object.entries(content)) {
    if (value !== undefined && Buffer.byteLength(value) > MAX_TEXT_BYTES)
      throw badRequest(`${name} is longer than ${MAX_TEXT_BYTES} bytes.`);
  }
  return { ...content, attachments, hasFiles: files.length > 0 };
}

export function requireContent({ text, markdown, html, attachments, hasFiles }: Content): void {
  if (!hasFiles && !attachments?.length && !text && !markdown && !html)
    throw badRequest('A message needs text, a file or a card.');
}

/** The space named by roomId, or the 1:1 with toPersonId or toPersonEmail, made if there is none. */
export function targetRoom(call: AuthorisedCall): Room {
  const { org, body, caller } = call;
  const email = textField(body, 'toPersonEmail');
  const personId = textField(body, 'toPersonId');
  if (email === undefined && personId === undefined) {
    const room = org.rooms.get(idParam('ROOM', textField(body, 'roomId')));
    if (room?.members.has(caller.uuid) !== true) throw notFound('room');
    return room;
  }
  const person = email === undefined ? org.people.get(idParam('PEOPLE', personId)) : org.personByEmail(email);
  if (person === undefined || person === caller) throw notFound('person');
  return org.direct(caller, person) ?? openDirect(call, person);
}

function openDirect({ org, caller }: AuthorisedCall, person: Person): Room {
  return org.addRoom({ type: 'direct', title: person.displayName, members: [caller, person] });
}

function readAttachments(value: unknown): readonly Attachment[] | undefined {
  const list: unknown = typeof value === 'string' ? parse(value) : value;
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list)) throw badRequest('attachments must be an array.');
  return list.map((item: unknown) => {
    if (typeof item !== 'object' || item === null) throw badRequest('An attachment must be an object.');
    const { contentType, content } = item as Record<string, unknown>;
    return { contentType: typeof contentType === 'string' ? contentType : '', content };
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('attachments is not JSON.');
  }
}

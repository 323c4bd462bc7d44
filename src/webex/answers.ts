import type { Member, MessageEvent, Person, PersonId, PrintedHead } from '../model.js';
import { readPrintedHead } from '../printed-head.js';

/** Reads Webex's JSON into our nouns. Message text is never looked at, so it cannot be kept; of the bot's own posts only the head is. */

type Fields = Readonly<Record<string, unknown>>;

/** One `messages` event (Webex's Events reference). Null for other events, and where a field is missing that tells messages apart. */
export function readMessageEvent(item: unknown, type: 'created' | 'deleted'): MessageEvent | null {
  if (!isObject(item) || !isObject(item['data'])) return null;
  if (item['resource'] !== 'messages' || item['type'] !== type) return null;
  const { data } = item;
  const [messageId, roomId, roomType] = [text(data, 'id'), text(data, 'roomId'), text(data, 'roomType')];
  const created = writtenAt(item, data);
  const actorId = text(item, 'actorId');
  if (messageId === null || roomId === null || roomType === null || created === null) return null;
  return {
    messageId,
    roomId,
    roomType,
    created,
    actorId: actorId ?? '',
    senderId: text(data, 'personId') ?? actorId ?? '',
    senderEmail: text(data, 'personEmail') ?? '',
  };
}

/** A post that the bot is looking for among its own. */
export interface SeenPost {
  readonly messageId: string;
  readonly roomId: string;
  readonly created: string;
  readonly actorId: PersonId;
  readonly shows: PrintedHead | null;
}

/**
 * One `created` event of a post, reduced to where it stands and which head it ends in: nothing else of its text leaves this
 * function. Null too where Webex could not decrypt the text: an `errors` object then stands in its place (REST basics).
 */
export function readSeenPost(item: unknown): SeenPost | null {
  const event = readMessageEvent(item, 'created');
  if (event === null || !isObject(item) || !isObject(item['data']) || isObject(item['data']['errors'])) return null;
  const { messageId, roomId, created, actorId } = event;
  const written = text(item['data'], 'text') ?? text(item['data'], 'markdown') ?? '';
  return { messageId, roomId, created, actorId, shows: readPrintedHead(written) };
}

/** A `created` event's data says when the message was written; a `deleted` event has only its own time. */
function writtenAt(item: Fields, data: Fields): string | null {
  return item['type'] === 'deleted' ? text(item, 'created') : (text(data, 'created') ?? text(item, 'created'));
}

export function readPerson(item: unknown): Person | null {
  if (!isObject(item)) return null;
  const id = text(item, 'id');
  const emails = item['emails'];
  const email: unknown = Array.isArray(emails) ? emails[0] : null;
  if (id === null || typeof email !== 'string') return null;
  return {
    id,
    email,
    displayName: text(item, 'displayName') ?? email,
    orgId: text(item, 'orgId'),
    kind: item['type'] === 'bot' ? 'bot' : 'person',
  };
}

export function readMember(item: unknown): Member | null {
  if (!isObject(item)) return null;
  const [personId, email] = [text(item, 'personId'), text(item, 'personEmail')];
  return personId === null || email === null ? null : { personId, email, orgId: text(item, 'personOrgId') };
}

function text(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

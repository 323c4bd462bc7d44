import { openAsBlob } from 'node:fs';
import { FormData } from 'undici';
import { z } from 'zod';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/client.js';
import type { IncomingAction, IncomingMessage, Json, Member, Person, PersonId } from '../model.js';
import type { Attachment, Rendered } from '../ports.js';
import type { BotToken } from '../secret.js';
import { incomingMessage, RAW_MESSAGE } from './incoming.js';
import { membersOf } from './members-rest.js';
import type { BotName } from './mention.js';
import { shaped } from './shaped.js';

/** Where a message goes: a space, or a person directly. */
export type Recipient =
  { readonly roomId: string; readonly parentId?: string | undefined } | { readonly toPersonId: PersonId };

/** The bot's own calls to Webex, beside what the framework carries. Errors are those of the HTTP client, Webex's sentence kept. */
export interface BotRest {
  /** Answers the new message's id. Never repeated after a lost answer: Webex would post twice. */
  post(to: Recipient, message: Rendered): Promise<string>;
  attach(to: Recipient, message: Rendered, file: Attachment): Promise<string>;
  /** False where Webex refuses (400), or the message is gone (404). */
  edit(roomId: string, messageId: string, message: Rendered): Promise<boolean>;
  /** A message of our own; already gone is fine. */
  remove(messageId: string): Promise<void>;
  fetchAction(actionId: string): Promise<IncomingAction>;
  fetchMessage(messageId: string): Promise<{ readonly card: Json | null; readonly roomId: string } | null>;
  /** What somebody said, without the leading mention of the bot; null where Webex no longer has it. */
  fetchIncoming(messageId: string, bot: BotName): Promise<IncomingMessage | null>;
  /** As Webex gives it. */
  fetch(path: string): Promise<unknown>;
  person(personId: PersonId): Promise<Person | null>;
  /** Null for an address Webex does not know. */
  personByEmail(email: string): Promise<Person | null>;
  /** Who the token is. */
  me(): Promise<Person>;
  /** Whether the bot is a member of the space. */
  inRoom(roomId: string): Promise<boolean>;
  members(roomId: string): Promise<readonly Member[]>;
}

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** Webex answers 400 for an id that it cannot read, 404 for one that it does not know. */
const UNKNOWN = [400, 404];

export function createBotRest({ http, token }: { http: HttpClient; token: BotToken }): BotRest {
  const send = (request: HttpRequest): Promise<HttpAnswer> => http.send(request, token);
  const people = async (request: HttpRequest): Promise<HttpAnswer | null> => {
    const answer = await send({ ...request, accept: UNKNOWN });
    return UNKNOWN.includes(answer.status) ? null : answer;
  };

  return {
    post: async (to, message) => idOf(await send({ method: 'POST', path: '/messages', json: contentOf(to, message) })),
    attach: async (to, message, file) =>
      idOf(await send({ method: 'POST', path: '/messages', multipart: await formOf(to, message, file) })),
    edit: async (roomId, messageId, message) => {
      const json = contentOf({ roomId }, message);
      const answer = await send({ method: 'PUT', path: messagePath(messageId), json, accept: UNKNOWN });
      return !UNKNOWN.includes(answer.status);
    },
    remove: async (messageId) => {
      await send({ method: 'DELETE', path: messagePath(messageId), accept: [404] });
    },
    fetchAction: async (actionId) => {
      const path = `/attachment/actions/${encodeURIComponent(actionId)}`;
      return read(await send({ method: 'GET', path }), ACTION, 'a card action');
    },
    fetchMessage: async (messageId) => {
      const answer = await send({ method: 'GET', path: messagePath(messageId), accept: [404] });
      if (answer.status === 404) return null;
      const { roomId, attachments } = read(answer, MESSAGE, 'a message');
      return { roomId, card: attachments?.[0]?.content ?? null };
    },
    fetchIncoming: async (messageId, bot) => {
      const answer = await send({ method: 'GET', path: messagePath(messageId), accept: [404] });
      return answer.status === 404 ? null : incomingMessage(read(answer, RAW_MESSAGE, 'a message'), bot);
    },
    fetch: async (path) => (await send({ method: 'GET', path })).json(),
    person: async (personId) => {
      const answer = await people({ method: 'GET', path: `/people/${encodeURIComponent(personId)}` });
      return answer === null ? null : personOf(read(answer, PERSON, 'a person'));
    },
    personByEmail: async (email) => {
      const answer = await people({ method: 'GET', path: '/people', query: { email } });
      const found = answer === null ? undefined : read(answer, PEOPLE, 'a list of people').items[0];
      return found === undefined ? null : personOf(found);
    },
    me: async () => personOf(read(await send({ method: 'GET', path: '/people/me' }), PERSON, 'the bot itself')),
    inRoom: async (roomId) => {
      const path = `/rooms/${encodeURIComponent(roomId)}`;
      const answer = await send({ method: 'GET', path, accept: [400, 403, 404] });
      return answer.status === 200;
    },
    members: (roomId) => membersOf(send, roomId),
  };
}

/** The body of a new or edited message: the markdown, and the card where there is one. */
export function contentOf(to: Recipient, { markdown, card }: Rendered): Record<string, Json> {
  const attachments = card === null ? {} : { attachments: [{ contentType: CARD_TYPE, content: card }] };
  return { ...fieldsOf(to), markdown, ...attachments };
}

function fieldsOf(to: Recipient): Record<string, string> {
  if ('toPersonId' in to) return { toPersonId: to.toPersonId };
  return to.parentId === undefined ? { roomId: to.roomId } : { roomId: to.roomId, parentId: to.parentId };
}

async function formOf(to: Recipient, { markdown }: Rendered, { path, name }: Attachment): Promise<FormData> {
  const form = new FormData();
  for (const [field, value] of Object.entries(fieldsOf(to))) form.append(field, value);
  form.append('markdown', markdown);
  form.append('files', await openAsBlob(path), name);
  return form;
}

function messagePath(messageId: string): string {
  return `/messages/${encodeURIComponent(messageId)}`;
}

// ── The parts of Webex's answers that we use ──────────────────────────────────────────────────────────────────────

const CREATED = z.object({ id: z.string() });
const ACTION = z.object({
  id: z.string(),
  messageId: z.string(),
  personId: z.string(),
  roomId: z.string(),
  inputs: z.record(z.string(), z.unknown()).default({}),
});
const MESSAGE = z.object({
  roomId: z.string(),
  attachments: z.array(z.object({ content: z.json() })).optional(),
});
const PERSON = z.object({
  id: z.string(),
  emails: z.array(z.string()).default([]),
  displayName: z.string().default(''),
  orgId: z.string().optional(),
  type: z.string().optional(),
});
const PEOPLE = z.object({ items: z.array(PERSON) });

function personOf({ id, emails, displayName, orgId, type }: z.infer<typeof PERSON>): Person {
  return { id, email: emails[0] ?? '', displayName, orgId: orgId ?? null, kind: type === 'bot' ? 'bot' : 'person' };
}

function idOf(answer: HttpAnswer): string {
  return read(answer, CREATED, 'a new message').id;
}

function read<Shape extends z.ZodType>(answer: HttpAnswer, shape: Shape, what: string): z.infer<Shape> {
  return shaped(answer.json(), shape, what);
}

/** What people and bots do in an org. Each act changes the state, stands in the event log, and is told to whoever is connected. */
import type { Attachment, CardAction, Deletion, EventType, Message, Person, Room } from './model.js';
import type { Org } from './org.js';
import { readMarkdown } from './markup.js';
import { actionView, membershipView, messagePlace, messageView } from './views.js';

export interface Draft {
  readonly room: Room;
  readonly author: Person;
  readonly text?: string | undefined;
  readonly markdown?: string | undefined;
  readonly html?: string | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
  readonly fileUuids?: readonly string[] | undefined;
  readonly parentUuid?: string | undefined;
  readonly mentionedPeople?: readonly string[] | undefined;
  /** Milliseconds; a message of the past is stored and logged, but nobody is told. */
  readonly created?: number | undefined;
}

export function postMessage(org: Org, draft: Draft): Message {
  const now = org.clock.now();
  const message: Message = {
    uuid: org.newUuid(),
    room: draft.room,
    author: draft.author,
    created: draft.created ?? now,
    edits: 0,
    ...(draft.fileUuids?.length ? { fileUuids: draft.fileUuids } : {}),
    ...(draft.parentUuid ? { parentUuid: draft.parentUuid } : {}),
  };
  writeContent(org, message, draft);
  org.messages.add(message);
  message.room.lastActivity = Math.max(message.room.lastActivity, message.created);
  logMessage(org, message, { type: 'created', actor: message.author, at: message.created });
  if (draft.created === undefined) org.tell({ resource: 'messages', event: 'created', message, actor: message.author });
  return message;
}

/** What the author changes; a message keeps its id and its place. `at` in the past tells nobody. */
export function editMessage(org: Org, message: Message, content: Partial<Draft>, at?: number): void {
  message.edits += 1;
  message.updated = at ?? org.clock.now();
  writeContent(org, message, content);
  logMessage(org, message, { type: 'updated', actor: message.author, at: message.updated });
  if (at === undefined) org.tell({ resource: 'messages', event: 'updated', message, actor: message.author });
}

/** Hides the message from its users; officers go on reading it (a soft deletion, as in Webex). */
export function removeMessage(org: Org, message: Message, deletion: Deletion): void {
  message.deletion = deletion;
  const actor = org.person(deletion.byPersonUuid);
  logMessage(org, message, { type: 'deleted', actor, at: deletion.at });
  if (deletion.via !== 'script') org.tell({ resource: 'messages', event: 'deleted', message, actor });
}

export function submitAction(
  org: Org,
  click: { message: Message; person: Person; inputs: Record<string, unknown> },
): CardAction {
  const action: CardAction = {
    uuid: org.newUuid(),
    messageUuid: click.message.uuid,
    room: click.message.room,
    personUuid: click.person.uuid,
    inputs: click.inputs,
    created: org.clock.now(),
  };
  org.actions.set(action.uuid, action);
  log(org, {
    resource: 'attachmentActions',
    type: 'created',
    actor: click.person,
    at: action.created,
    data: actionView(action),
  });
  org.tell({ resource: 'attachmentActions', event: 'created', action, actor: click.person });
  return action;
}

export function addMember(org: Org, room: Room, person: Person, actor: Person): void {
  const membership = org.join(room, person);
  const data = membershipView(membership, room, person);
  log(org, { resource: 'memberships', type: 'created', actor, at: membership.created, data });
  org.tell({ resource: 'memberships', event: 'created', membership, room, person, actor });
}

export function removeMember(org: Org, room: Room, person: Person, actor: Person): void {
  const membership = room.members.get(person.uuid);
  if (membership === undefined) return;
  org.leave(room, person);
  const data = membershipView(membership, room, person);
  log(org, { resource: 'memberships', type: 'deleted', actor, at: org.clock.now(), data });
  org.tell({ resource: 'memberships', event: 'deleted', membership, room, person, actor });
}

function writeContent(org: Org, message: Message, content: Partial<Draft>): void {
  const markup = content.markdown === undefined ? undefined : readMarkdown(content.markdown, message.room, org);
  assign(message, 'markdown', content.markdown);
  assign(message, 'text', content.text ?? markup?.text);
  assign(message, 'html', content.html ?? markup?.html);
  assign(message, 'mentionedPeople', content.mentionedPeople ?? nonEmpty(markup?.mentionedPeople));
  assign(message, 'mentionedGroups', nonEmpty(markup?.mentionedGroups));
  assign(message, 'attachments', nonEmpty(content.attachments));
}

function nonEmpty<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list?.length ? list : undefined;
}

/** An edit replaces the whole content: what is not given goes. */
function assign<K extends keyof Message>(message: Message, key: K, value: Message[K] | undefined): void {
  if (value === undefined) Reflect.deleteProperty(message, key);
  else message[key] = value;
}

function logMessage(org: Org, message: Message, entry: { type: EventType; actor: Person; at: number }): void {
  const data = entry.type === 'deleted' ? messagePlace(message) : messageView(message, org.base);
  log(org, { resource: 'messages', ...entry, data });
}

interface Entry {
  readonly resource: string;
  readonly type: EventType;
  readonly actor: Person;
  readonly at: number;
  readonly data: Record<string, unknown>;
}

function log(org: Org, { resource, type, actor, at, data }: Entry): void {
  const visibleAt = at + (type === 'deleted' ? org.settings.deletedEventDelayMs : 0);
  org.recorded.add({ uuid: org.newUuid(), resource, type, actor, created: at, visibleAt, data });
}

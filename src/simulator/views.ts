/** The API's own shapes of the nouns. */
import { publicId } from './ids.js';
import type { CardAction, Membership, Message, Person, Room, Webhook } from './model.js';

export const iso = (at: number): string => new Date(at).toISOString();

/** Leaves out what is undefined, as the API leaves out what a resource has not. */
function compact(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** `roles` is for admin callers only. */
export function personView(person: Person, forAdmin = false): Record<string, unknown> {
  const [firstName, ...rest] = person.displayName.split(' ');
  return compact({
    id: publicId('PEOPLE', person.uuid),
    emails: [person.email],
    displayName: person.displayName,
    nickName: firstName,
    firstName,
    lastName: rest.join(' '),
    orgId: publicId('ORGANIZATION', person.orgUuid),
    created: iso(person.created),
    lastModified: iso(person.created),
    status: 'active',
    type: person.kind,
    roles: forAdmin ? [...person.roles] : undefined,
  });
}

export function roomView(room: Room): Record<string, unknown> {
  return {
    id: publicId('ROOM', room.uuid),
    title: room.title,
    type: room.type,
    isLocked: false,
    lastActivity: iso(room.lastActivity),
    creatorId: publicId('PEOPLE', room.creatorUuid),
    created: iso(room.created),
    ownerId: publicId('ORGANIZATION', room.orgUuid),
    isPublic: false,
    isReadOnly: false,
  };
}

/** Membership ids hold person and space, as the SDK builds them itself. */
function membershipId(membership: Pick<Membership, 'personUuid' | 'roomUuid'>): string {
  return publicId('MEMBERSHIP', `${membership.personUuid}:${membership.roomUuid}`);
}

export function membershipView(membership: Membership, room: Room, person: Person): Record<string, unknown> {
  return {
    id: membershipId(membership),
    roomId: publicId('ROOM', room.uuid),
    roomType: room.type,
    personId: publicId('PEOPLE', person.uuid),
    personEmail: person.email,
    personDisplayName: person.displayName,
    personOrgId: publicId('ORGANIZATION', person.orgUuid),
    isModerator: membership.isModerator,
    isMonitor: membership.isModerator,
    isRoomHidden: false,
    created: iso(membership.created),
  };
}

/** Where and by whom, without content: all that a `deleted` event says. */
export function messagePlace(message: Message): Record<string, unknown> {
  return {
    id: publicId('MESSAGE', message.uuid),
    roomId: publicId('ROOM', message.room.uuid),
    roomType: message.room.type,
    personId: publicId('PEOPLE', message.author.uuid),
    personEmail: message.author.email,
  };
}

/** `base` is the API's address ending in /v1: file URLs are absolute. */
export function messageView(message: Message, base: string): Record<string, unknown> {
  return compact({
    ...messagePlace(message),
    parentId: message.parentUuid && publicId('MESSAGE', message.parentUuid),
    text: message.text,
    markdown: message.markdown,
    html: message.html,
    files: message.fileUuids?.map((uuid) => `${base}/contents/${publicId('CONTENT', uuid)}`),
    attachments: message.attachments,
    mentionedPeople: message.mentionedPeople?.map((uuid) => publicId('PEOPLE', uuid)),
    mentionedGroups: message.mentionedGroups,
    created: iso(message.created),
    updated: message.updated === undefined ? undefined : iso(message.updated),
  });
}

export function actionView(action: CardAction): Record<string, unknown> {
  return {
    id: publicId('ATTACHMENT_ACTION', action.uuid),
    type: 'submit',
    messageId: publicId('MESSAGE', action.messageUuid),
    inputs: action.inputs,
    personId: publicId('PEOPLE', action.personUuid),
    roomId: publicId('ROOM', action.room.uuid),
    created: iso(action.created),
  };
}

export function webhookView(webhook: Webhook): Record<string, unknown> {
  return compact({
    id: publicId('WEBHOOK', webhook.uuid),
    name: webhook.name,
    targetUrl: webhook.targetUrl,
    resource: webhook.resource,
    event: webhook.event,
    filter: webhook.filter,
    secret: webhook.secret,
    orgId: publicId('ORGANIZATION', webhook.owner.orgUuid),
    createdBy: publicId('PEOPLE', webhook.owner.uuid),
    appId: publicId('APPLICATION', webhook.owner.uuid),
    ownedBy: 'creator',
    status: webhook.status,
    created: iso(webhook.created),
  });
}

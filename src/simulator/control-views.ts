/** The truth, as tests want to compare it with. */
import type { Call } from './call.js';
import type {
  AcceptedDelete,
  LiveTokens,
  OrgInfo,
  OrgMember,
  OrgPerson,
  SeenMessage,
  TrueMessage,
  TrueRoom,
} from './control-types.js';
import { roomById } from './control-people.js';
import { publicId } from './ids.js';
import type { Message, Person } from './model.js';
import type { Org } from './org.js';
import { json } from './reply.js';
import type { Reply } from './reply.js';
import { iso, messagePlace, messageView } from './views.js';
import type { World } from './world.js';

export function showOrg({ org, cast, botToken, appTokens }: World): Reply {
  const named = (person: Person): OrgPerson => ({
    id: publicId('PEOPLE', person.uuid),
    email: person.email,
    displayName: person.displayName,
  });
  const member = (person: Person): OrgMember => ({ ...named(person), token: appTokens.get(person.uuid) ?? '' });
  const info: Omit<OrgInfo, 'officers'> & { officers: OrgMember[] } = {
    orgId: publicId('ORGANIZATION', org.uuid),
    otherOrgId: publicId('ORGANIZATION', org.otherOrgUuid),
    clientId: org.parts.clientId,
    clientSecret: org.parts.clientSecret,
    redirectUris: org.parts.redirectUris,
    botToken,
    bot: named(cast.bot),
    adminRoomId: publicId('ROOM', cast.adminRoom.uuid),
    officers: cast.officers.map(member),
    member: member(cast.member),
  };
  return json(info);
}

export function listRooms({ org }: World): Reply {
  const items = [...org.rooms.values()].map((room): TrueRoom => {
    const people = [...room.members.keys()]
      .map((uuid) => org.people.get(uuid))
      .filter((person) => person !== undefined);
    const members = people.map(({ uuid, orgUuid, kind }) => ({
      id: publicId('PEOPLE', uuid),
      orgId: publicId('ORGANIZATION', orgUuid),
      kind,
    }));
    return { id: publicId('ROOM', room.uuid), type: room.type, members };
  });
  return json({ items });
}

/** All messages; `roomType`, `roomId`, `deleted` (0 or 1) narrow, `text=1` adds the texts. */
export function listTrueMessages({ org }: World, { query }: Call): Reply {
  const roomId = query.get('roomId');
  const room = roomId === null ? undefined : roomById(org, roomId);
  const items: TrueMessage[] = [];
  for (const message of org.messages.all()) {
    const deleted = message.deletion === undefined ? '0' : '1';
    if (room !== undefined && message.room !== room) continue;
    if (query.has('roomType') && message.room.type !== query.get('roomType')) continue;
    if (query.has('deleted') && deleted !== query.get('deleted')) continue;
    items.push(trueMessage(message, query.has('text')));
  }
  return json({ items });
}

function trueMessage(message: Message, withText: boolean): TrueMessage {
  const { deletion, text } = message;
  const place = messagePlace(message) as Pick<TrueMessage, 'id' | 'roomId' | 'roomType' | 'personId' | 'personEmail'>;
  return {
    ...place,
    created: iso(message.created),
    ...(withText && text !== undefined ? { text } : {}),
    ...(deletion === undefined
      ? {}
      : {
          deletedAt: iso(deletion.at),
          deletedBy: publicId('PEOPLE', deletion.byPersonUuid),
          deletedVia: deletion.clientId === undefined ? deletion.via : `${deletion.via} ${deletion.clientId}`,
        }),
  };
}

/** The space as its members see it, oldest first. */
export function seenRoom({ org }: World, { params }: Call): Reply {
  const room = roomById(org, params.id ?? '');
  const items = org.messages.inRoom(room.uuid).map((message) => seenMessage(org, message));
  return json({ title: room.title, items });
}

function seenMessage(org: Org, message: Message): SeenMessage {
  const files = message.fileUuids
    ?.map((uuid) => org.files.get(uuid))
    .map((file) => ({ name: file?.name ?? '', text: file?.bytes.toString('utf8') ?? '' }));
  return {
    ...(messageView(message, org.base) as unknown as Omit<SeenMessage, 'personName' | 'edits' | 'removed'>),
    ...(files === undefined ? {} : { files }),
    personName: message.author.displayName,
    edits: message.edits,
    removed: message.deletion !== undefined,
  };
}

export function listDeletions({ org }: World): Reply {
  const items: AcceptedDelete[] = org.deletions.map(({ messageUuid, actorUuid, at, ghost }) => ({
    messageId: publicId('MESSAGE', messageUuid),
    personId: publicId('PEOPLE', actorUuid),
    at: iso(at),
    ghost,
  }));
  return json({ items });
}

/** For leak tests: whatever stands here must stand nowhere in clear. */
export function listTokens({ org }: World): Reply {
  const tokens: LiveTokens = { access: [...org.tokens.keys()], refresh: [...org.refreshTokens.keys()] };
  return json(tokens);
}

/** For leak tests: every message's text except those of the bot. */
export function listTexts({ org, cast }: World): Reply {
  const texts = new Set<string>();
  for (const { text, author, room } of org.messages.all()) {
    if (text !== undefined && author !== cast.bot && room !== cast.adminRoom) texts.add(text);
  }
  return json({ items: [...texts] });
}

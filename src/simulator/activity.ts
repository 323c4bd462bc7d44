import type { Happening } from './happenings.js';
import type { Person, Room } from './model.js';
import type { Org } from './org.js';
import { iso } from './views.js';

/** The conversation activity that the SDK turns back into an event; undefined where it has no use for one. */
export function activityOf(org: Org, happening: Happening): Record<string, unknown> | undefined {
  switch (happening.resource) {
    case 'messages':
      return messageActivity(org, happening);
    case 'attachmentActions': {
      const { action, actor } = happening;
      return {
        ...frame(org, { verb: 'cardAction', uuid: action.uuid, actor, room: action.room, at: action.created }),
        object: { objectType: 'submit', inputs: action.inputs },
        parent: { id: action.messageUuid, type: 'cardAction' },
      };
    }
    case 'memberships': {
      const { event, room, person, actor } = happening;
      const verb = event === 'created' ? 'add' : 'leave';
      return {
        ...frame(org, { verb, uuid: org.newUuid(), actor, room, at: org.clock.now() }),
        object: personObject(person),
      };
    }
  }
}

function messageActivity(
  org: Org,
  happening: Extract<Happening, { resource: 'messages' }>,
): Record<string, unknown> | undefined {
  const { message, event, actor } = happening;
  const { uuid, room, created } = message;
  if (event === 'updated') return undefined;
  if (event === 'created') {
    const object = { objectType: 'comment', id: uuid };
    const verb = message.fileUuids === undefined ? 'post' : 'share';
    return { ...frame(org, { verb, uuid, actor, room, at: created }), object };
  }
  const object = { objectType: 'activity', id: uuid };
  return { ...frame(org, { verb: 'delete', uuid: org.newUuid(), actor, room, at: org.clock.now() }), object };
}

interface Framed {
  readonly verb: string;
  readonly uuid: string;
  readonly actor: Person;
  readonly room: Room;
  readonly at: number;
}

function frame(org: Org, { verb, uuid, actor, room, at }: Framed): Record<string, unknown> {
  const conversations = `${new URL(org.base).origin}/conversation/api/v1`;
  return {
    id: uuid,
    objectType: 'activity',
    url: `${conversations}/activities/${uuid}`,
    published: iso(at),
    verb,
    actor: personObject(actor),
    target: {
      id: room.uuid,
      objectType: 'conversation',
      url: `${conversations}/conversations/${room.uuid}`,
      tags: room.type === 'direct' ? ['ONE_ON_ONE'] : [],
    },
  };
}

function personObject(person: Person): Record<string, unknown> {
  return {
    id: person.uuid,
    objectType: 'person',
    entryUUID: person.uuid,
    emailAddress: person.email,
    displayName: person.displayName,
    orgId: person.orgUuid,
  };
}

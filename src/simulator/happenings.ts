import type { CardAction, EventType, Membership, Message, Person, Room } from './model.js';

/** What the websocket and the webhooks pass on. */
export type Happening =
  | { readonly resource: 'messages'; readonly event: EventType; readonly message: Message; readonly actor: Person }
  | {
      readonly resource: 'attachmentActions';
      readonly event: 'created';
      readonly action: CardAction;
      readonly actor: Person;
    }
  | {
      readonly resource: 'memberships';
      readonly event: 'created' | 'deleted';
      readonly membership: Membership;
      readonly room: Room;
      readonly person: Person;
      readonly actor: Person;
    };

/**
 * Whether a member's client (or bot) gets to know of the message. In group spaces a bot sees only what mentions it
 * and what it wrote itself; in a 1:1 with it, everything (Webex's Bots guide).
 */
export function sees(person: Person, message: Message): boolean {
  if (!message.room.members.has(person.uuid)) return false;
  if (person.kind === 'person' || message.room.type === 'direct') return true;
  return message.author === person || (message.mentionedPeople?.includes(person.uuid) ?? false);
}

/** Whether the happening reaches that person's live connections. */
export function concerns(
  person: Person,
  happening: Happening,
  cardAuthor: (action: CardAction) => Person | undefined,
): boolean {
  switch (happening.resource) {
    case 'messages':
      return sees(person, happening.message);
    case 'attachmentActions':
      return cardAuthor(happening.action) === person;
    case 'memberships':
      return happening.room.members.has(person.uuid) || happening.person === person;
  }
}

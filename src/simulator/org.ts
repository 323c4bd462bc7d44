import type { SimClock } from './clock.js';
import type { Happening } from './happenings.js';
import { MessageStore } from './message-store.js';
import type {
  CardAction,
  Membership,
  Person,
  RefreshToken,
  Role,
  Room,
  RoomType,
  StoredFile,
  Token,
  Webhook,
} from './model.js';
import type { Random } from './random.js';
import { RecordedEvents } from './recorded-events.js';
import type { EventSource } from './event-log.js';
import type { Settings } from './settings.js';

/** A compliance delete that Webex accepted. */
export interface AcceptedDeletion {
  readonly messageUuid: string;
  readonly actorUuid: string;
  readonly at: number;
  /** True where `ghostDeletes` made it a lie. */
  readonly ghost: boolean;
}

export interface OrgParts {
  readonly clock: SimClock;
  readonly random: Random;
  readonly settings: Settings;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
}

/** The whole state of the simulated Webex: one home org, and people of another one who talk with it. */
export class Org {
  readonly parts: OrgParts;
  /** The API's address, ending in /v1; known once the server listens. */
  base = '';
  readonly uuid: string;
  readonly otherOrgUuid: string;
  readonly people = new Map<string, Person>();
  readonly rooms = new Map<string, Room>();
  readonly messages = new MessageStore();
  readonly recorded = new RecordedEvents();
  readonly files = new Map<string, StoredFile>();
  readonly actions = new Map<string, CardAction>();
  readonly tokens = new Map<string, Token>();
  readonly refreshTokens = new Map<string, RefreshToken>();
  readonly webhooks = new Map<string, Webhook>();
  readonly deletions: AcceptedDeletion[] = [];
  readonly observers: ((happening: Happening) => void)[] = [];
  readonly #byEmail = new Map<string, Person>();
  readonly #roomsOf = new Map<string, Set<Room>>();
  readonly #directs = new Map<string, Room>();

  constructor(parts: OrgParts) {
    this.parts = parts;
    this.uuid = parts.random.uuid();
    this.otherOrgUuid = parts.random.uuid();
  }

  get clock(): SimClock {
    return this.parts.clock;
  }

  get settings(): Settings {
    return this.parts.settings;
  }

  get eventSources(): readonly EventSource[] {
    return [this.recorded, ...this.messages.bulks];
  }

  newUuid(): string {
    return this.parts.random.uuid();
  }

  addPerson(draft: Pick<Person, 'email' | 'displayName'> & Partial<Person>): Person {
    const person: Person = {
      uuid: this.newUuid(),
      orgUuid: this.uuid,
      kind: 'person',
      roles: new Set<Role>(),
      created: this.clock.now(),
      ...draft,
    };
    this.people.set(person.uuid, person);
    this.#byEmail.set(person.email.toLowerCase(), person);
    return person;
  }

  person(uuid: string): Person {
    const person = this.people.get(uuid);
    if (person === undefined) throw new RangeError(`No person ${uuid}`);
    return person;
  }

  personByEmail(email: string): Person | undefined {
    return this.#byEmail.get(email.toLowerCase());
  }

  roomsOf(person: Person): readonly Room[] {
    return [...(this.#roomsOf.get(person.uuid) ?? [])];
  }

  /** The 1:1 room of two people, if they have one. */
  direct(one: Person, other: Person): Room | undefined {
    return this.#directs.get(pairKey(one.uuid, other.uuid));
  }

  /** Spaces belong to the org of the first member who is no bot, as Webex's Compliance guide says. */
  addRoom(draft: { type: RoomType; title: string; members: readonly Person[]; created?: number }): Room {
    const created = draft.created ?? this.clock.now();
    const [first] = draft.members;
    if (first === undefined) throw new RangeError('A space needs a member');
    const owner = draft.members.find((person) => person.kind === 'person') ?? first;
    const room: Room = {
      uuid: this.newUuid(),
      type: draft.type,
      title: draft.title,
      created,
      creatorUuid: first.uuid,
      orgUuid: owner.orgUuid,
      lastActivity: created,
      members: new Map(),
    };
    this.rooms.set(room.uuid, room);
    for (const member of draft.members) this.join(room, member, created);
    if (room.type === 'direct' && draft.members[1]) this.#directs.set(pairKey(first.uuid, draft.members[1].uuid), room);
    return room;
  }

  join(room: Room, person: Person, created = this.clock.now()): Membership {
    const membership: Membership = { personUuid: person.uuid, roomUuid: room.uuid, created, isModerator: false };
    room.members.set(person.uuid, membership);
    const rooms = this.#roomsOf.get(person.uuid) ?? new Set<Room>();
    this.#roomsOf.set(person.uuid, rooms.add(room));
    return membership;
  }

  leave(room: Room, person: Person): void {
    room.members.delete(person.uuid);
    this.#roomsOf.get(person.uuid)?.delete(room);
  }

  tell(happening: Happening): void {
    for (const observer of this.observers) observer(happening);
  }
}

function pairKey(one: string, other: string): string {
  return one < other ? `${one}/${other}` : `${other}/${one}`;
}

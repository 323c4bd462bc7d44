/**
 * Messages that are computed, not stored: three million of them take no memory. Everything about message `index`
 * follows from the index, so a uuid leads back to it; only messages that somebody touched become objects (see MessageStore).
 */
import type { EventFilter, EventSource } from './event-log.js';
import { publicId } from './ids.js';
import type { Message, Person, Room } from './model.js';

const MESSAGE_MARK = '4b1c';
const EVENT_MARK = '4e1c';

export interface BulkShape {
  readonly number: number;
  readonly count: number;
  /** Milliseconds; messages are spread evenly over [from, to). */
  readonly from: number;
  readonly to: number;
  readonly rooms: readonly Room[];
  readonly people: (uuid: string) => Person;
}

/** What all messages of one author in one space share: found once, serialised once. */
interface Seat {
  readonly room: Room;
  readonly author: Person;
  readonly json: string;
  readonly actorJson: string;
}

export class BulkMessages implements EventSource {
  readonly count: number;
  readonly #shape: BulkShape;
  readonly #step: number;
  readonly #block: string;
  readonly #seats: readonly (readonly Seat[])[];
  readonly #authors: ReadonlySet<string>;

  constructor(shape: BulkShape) {
    this.count = shape.count;
    this.#shape = shape;
    this.#step = (shape.to - shape.from) / shape.count;
    this.#block = shape.number.toString(16).padStart(4, '0');
    this.#seats = shape.rooms.map((room) => seatsOf(room, shape.people));
    this.#authors = new Set(this.#seats.flat().map((seat) => seat.author.uuid));
  }

  createdAt(index: number): number {
    return Math.floor(this.#shape.from + (index + scatter(index, 1) / 4_294_967_296) * this.#step);
  }

  couldMatch(filter: EventFilter): boolean {
    if (filter.resource !== undefined && filter.resource !== 'messages') return false;
    if (filter.type !== undefined && filter.type !== 'created') return false;
    return filter.actorUuid === undefined || this.#authors.has(filter.actorUuid);
  }

  matches(index: number, filter: EventFilter): boolean {
    return filter.actorUuid === undefined || this.#seat(index).author.uuid === filter.actorUuid;
  }

  json(index: number): string {
    const seat = this.#seat(index);
    const created = new Date(this.createdAt(index)).toISOString();
    const id = publicId('MESSAGE', this.#uuid(index, MESSAGE_MARK));
    const eventId = publicId('EVENT', this.#uuid(index, EVENT_MARK));
    return `{"id":"${eventId}","resource":"messages","type":"created","appId":"null",${seat.actorJson},"created":"${created}","data":{"id":"${id}",${seat.json},"text":"${textOf(index)}","created":"${created}"}}`;
  }

  indexOfEvent(uuid: string): number | undefined {
    return this.#indexOf(uuid, EVENT_MARK);
  }

  indexOfMessage(uuid: string): number | undefined {
    return this.#indexOf(uuid, MESSAGE_MARK);
  }

  message(index: number): Message {
    const { room, author } = this.#seat(index);
    const uuid = this.#uuid(index, MESSAGE_MARK);
    return { uuid, room, author, created: this.createdAt(index), text: textOf(index), edits: 0 };
  }

  #seat(index: number): Seat {
    const seats = this.#seats[scatter(index, 2) % this.#seats.length];
    const seat = seats?.[scatter(index, 3) % seats.length];
    if (seat === undefined) throw new RangeError(`Bulk message ${index} has no author`);
    return seat;
  }

  #uuid(index: number, mark: string): string {
    const head = scatter(index, 4).toString(16).padStart(8, '0');
    return `${head}-${this.#block}-${mark}-8000-${index.toString(16).padStart(12, '0')}`;
  }

  #indexOf(uuid: string, mark: string): number | undefined {
    const index = Number.parseInt(uuid.slice(24), 16);
    return index < this.count && this.#uuid(index, mark) === uuid ? index : undefined;
  }
}

function seatsOf(room: Room, people: (uuid: string) => Person): Seat[] {
  return [...room.members.keys()].map((uuid) => {
    const author = people(uuid);
    const personId = publicId('PEOPLE', author.uuid);
    const place = { roomId: publicId('ROOM', room.uuid), roomType: room.type };
    const actor = { actorId: personId, orgId: publicId('ORGANIZATION', author.orgUuid) };
    return {
      room,
      author,
      json: JSON.stringify({ ...place, personId, personEmail: author.email }).slice(1, -1),
      actorJson: JSON.stringify(actor).slice(1, -1),
    };
  });
}

function textOf(index: number): string {
  return `Bulk message number ${index}, said in passing`;
}

/** A well-mixed 32-bit number out of the index; `salt` makes independent ones. */
function scatter(index: number, salt: number): number {
  let mixed = Math.imul(index ^ (salt * 0x9e3779b9), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

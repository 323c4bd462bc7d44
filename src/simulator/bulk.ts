/**
 * Messages that are computed, not stored: three million of them take no memory. Everything about message `index`
 * follows from the index, so a uuid leads back to it; only messages that somebody touched become objects (see MessageStore).
 */
import type { EventFilter, EventSource } from './event-log.js';
import { eventUuid, messageUuid, seatOf, textOf, writeRecord } from './bulk-record.js';
import type { BulkRecord, Seat } from './bulk-record.js';
import type { Message, Person, Room } from './model.js';
import type { PageWriter } from './page-writer.js';

export interface BulkShape {
  readonly number: number;
  readonly count: number;
  /** Milliseconds; messages are spread evenly over [from, to). */
  readonly from: number;
  readonly to: number;
  readonly rooms: readonly Room[];
  readonly people: (uuid: string) => Person;
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
    this.#seats = shape.rooms.map((room) =>
      [...room.members.keys()].map((uuid) => seatOf(room, shape.people(uuid), this.#block)),
    );
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

  write(index: number, page: PageWriter): void {
    writeRecord(this.#seat(index), this.#record(index), page);
  }

  indexOfEvent(uuid: string): number | undefined {
    return this.#indexOf(uuid, eventUuid);
  }

  indexOfMessage(uuid: string): number | undefined {
    return this.#indexOf(uuid, messageUuid);
  }

  message(index: number): Message {
    const { room, author } = this.#seat(index);
    const uuid = messageUuid(this.#record(index), this.#block);
    return { uuid, room, author, created: this.createdAt(index), text: textOf(index), edits: 0 };
  }

  #seat(index: number): Seat {
    const seats = this.#seats[scatter(index, 2) % this.#seats.length];
    const seat = seats?.[scatter(index, 3) % seats.length];
    if (seat === undefined) throw new RangeError(`Bulk message ${index} has no author`);
    return seat;
  }

  #record(index: number): BulkRecord {
    return { index, head: scatter(index, 4), created: this.createdAt(index) };
  }

  #indexOf(uuid: string, make: typeof messageUuid): number | undefined {
    const index = Number.parseInt(uuid.slice(24), 16);
    return index < this.count && make(this.#record(index), this.#block) === uuid ? index : undefined;
  }
}

/** A well-mixed 32-bit number out of the index; `salt` makes independent ones. */
function scatter(index: number, salt: number): number {
  let mixed = Math.imul(index ^ (salt * 0x9e3779b9), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

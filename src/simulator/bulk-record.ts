/** The bytes of a bulk message's event: a template for each author in each space, with holes for what differs. */
import { Cursor } from './hex-base64.js';
import { publicId } from './ids.js';
import type { Person, Room } from './model.js';
import type { PageWriter } from './page-writer.js';

const MESSAGE_MARK = '4b1c';
const EVENT_MARK = '4e1c';
/** Digits of the running number in the text. */
const NUMBER_DIGITS = 8;

/** What the bytes of one event are made from. */
export interface BulkRecord {
  readonly index: number;
  /** 32 bits that make the ids look scattered. */
  readonly head: number;
  readonly created: number;
}

export interface Seat {
  readonly room: Room;
  readonly author: Person;
  readonly template: Template;
}

interface Template {
  readonly bytes: Buffer;
  readonly eventId: number;
  readonly messageId: number;
  readonly number: number;
  readonly created: readonly [number, number];
}

/** `block` is four hexadecimal digits. */
export function messageUuid(record: Pick<BulkRecord, 'head' | 'index'>, block: string): string {
  return uuid(record, `${block}-${MESSAGE_MARK}`);
}

export function eventUuid(record: Pick<BulkRecord, 'head' | 'index'>, block: string): string {
  return uuid(record, `${block}-${EVENT_MARK}`);
}

export function textOf(index: number): string {
  return `Bulk message number ${String(index).padStart(NUMBER_DIGITS, '0')}, said in passing`;
}

function uuid({ head, index }: Pick<BulkRecord, 'head' | 'index'>, middle: string): string {
  return `${hex(head, 8)}-${middle}-8000-${hex(index, 12)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

export function seatOf(room: Room, author: Person, block: string): Seat {
  return { room, author, template: templateOf(room, author, block) };
}

function templateOf(room: Room, author: Person, block: string): Template {
  const blank = { index: 0, head: 0 };
  const messageId = publicId('MESSAGE', messageUuid(blank, block));
  const eventId = publicId('EVENT', eventUuid(blank, block));
  const personId = publicId('PEOPLE', author.uuid);
  const created = '0000-00-00T00:00:00.000Z';
  const place = { id: messageId, roomId: publicId('ROOM', room.uuid), roomType: room.type };
  const json = JSON.stringify({
    id: eventId,
    resource: 'messages',
    type: 'created',
    appId: 'null',
    actorId: personId,
    orgId: publicId('ORGANIZATION', author.orgUuid),
    created,
    data: { ...place, personId, personEmail: author.email, text: textOf(0), created },
  });
  const bytes = Buffer.from(json);
  return {
    bytes,
    eventId: bytes.indexOf(eventId) + publicId('EVENT', '').length - 2,
    messageId: bytes.indexOf(messageId) + publicId('MESSAGE', '').length,
    number: bytes.indexOf(textOf(0)) + textOf(0).indexOf('0'),
    created: [bytes.indexOf(created), bytes.lastIndexOf(created)],
  };
}

export function writeRecord({ template }: Seat, record: BulkRecord, page: PageWriter): void {
  const start = page.reserve(template.bytes.length);
  const { bytes } = page;
  template.bytes.copy(bytes, start);
  writeEventId(new Cursor(bytes, start + template.eventId), record);
  writeMessageId(new Cursor(bytes, start + template.messageId), record);
  writeDecimal(bytes, start + template.number + NUMBER_DIGITS, record.index);
  const iso = new Date(record.created).toISOString();
  for (const at of template.created) bytes.write(iso, start + at, 'latin1');
}

/** `ciscospark://us/MESSAGE/` fills whole groups of three bytes, so the uuid begins with a group. */
function writeMessageId(cursor: Cursor, { head, index }: BulkRecord): void {
  cursor
    .digits(head >>> 20)
    .digits((head >>> 8) & 0xfff)
    .digitsAndDash(head & 0xff)
    .skip(24)
    .digits(index >>> 24)
    .digits((index >>> 12) & 0xfff)
    .digits(index & 0xfff);
}

/** `ciscospark://us/EVENT/` leaves its slash over, which shares a group with the uuid's first two digits. */
function writeEventId(cursor: Cursor, { head, index }: BulkRecord): void {
  cursor
    .slashAndDigits(head >>> 24)
    .digits((head >>> 12) & 0xfff)
    .digits(head & 0xfff)
    .skip(24)
    .digits(index >>> 28)
    .digits((index >>> 16) & 0xfff)
    .digits((index >>> 4) & 0xfff)
    .lastDigit(index & 0xf);
}

/** Right-aligned before `end`, over zeros. */
function writeDecimal(bytes: Buffer, end: number, value: number): void {
  for (let rest = value, at = end - 1; rest > 0; at -= 1) {
    bytes[at] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

/** The org's event log: several sources sorted by time, read as one, in either direction, page by page. */
import { PageWriter } from './page-writer.js';
import { Random } from './random.js';

const COMMA = 44;

export interface EventFilter {
  /** Milliseconds, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly resource?: string;
  readonly type?: string;
  readonly actorUuid?: string;
  /** What becomes visible later than this is not given out yet. */
  readonly now: number;
}

/** A list of events sorted by creation. */
export interface EventSource {
  readonly count: number;
  createdAt(index: number): number;
  /** False if no event at all can match; saves looking at each. */
  couldMatch(filter: EventFilter): boolean;
  matches(index: number, filter: EventFilter): boolean;
  /** Writes the event as the API shows it. */
  write(index: number, page: PageWriter): void;
}

/** Where to go on: a position in each source (or, in shuffled order, in the whole). */
export type Positions = readonly number[];

export interface EventPage {
  /** `{"items":[…]}` */
  readonly body: Buffer;
  /** Absent on the last page. */
  readonly next?: Positions;
}

export interface PageRequest {
  readonly filter: EventFilter;
  readonly max: number;
  readonly order: 'asc' | 'desc' | 'shuffled';
  readonly after?: Positions | undefined;
}

/** One event, not yet serialised. */
interface Entry {
  readonly source: EventSource;
  readonly index: number;
}

export function readPage(sources: readonly EventSource[], request: PageRequest): EventPage {
  return request.order === 'shuffled' ? shuffledPage(sources, request) : orderedPage(sources, request);
}

export const emptyPage: EventPage = { body: serialise([]) };

function orderedPage(sources: readonly EventSource[], { filter, max, order, after }: PageRequest): EventPage {
  const heads = sources.map((source, at) => new Head(source, { filter, up: order !== 'desc', after: after?.[at] }));
  const entries: Entry[] = [];
  while (entries.length < max) {
    const head = foremost(heads);
    if (head === undefined) break;
    entries.push(head.take());
  }
  const body = serialise(entries);
  return foremost(heads) === undefined ? { body } : { body, next: heads.map((head) => head.position) };
}

/** Every event of the window once, in an order that follows from nothing but its size. */
function shuffledPage(sources: readonly EventSource[], { filter, max, after }: PageRequest): EventPage {
  const heads = sources.map((source) => new Head(source, { filter, up: true, after: undefined }));
  const all: Entry[] = [];
  for (let head = foremost(heads); head !== undefined; head = foremost(heads)) all.push(head.take());
  const start = after?.[0] ?? 0;
  const body = serialise(new Random(all.length).shuffle(all).slice(start, start + max));
  return start + max < all.length ? { body, next: [start + max] } : { body };
}

function serialise(entries: readonly Entry[]): Buffer {
  const page = new PageWriter();
  page.text('{"items":[');
  entries.forEach(({ source, index }, at) => {
    if (at > 0) page.char(COMMA);
    source.write(index, page);
  });
  page.text(']}');
  return page.finish();
}

function foremost(heads: readonly Head[]): Head | undefined {
  let first: Head | undefined;
  for (const head of heads) {
    if (head.open && (first === undefined || head.isBefore(first))) first = head;
  }
  return first;
}

interface HeadOptions {
  readonly filter: EventFilter;
  readonly up: boolean;
  readonly after: number | undefined;
}

/** The reading end of one source: always stands on a matching event, or is not open. */
class Head {
  position: number;
  open = false;
  #created = 0;
  readonly #source: EventSource;
  readonly #filter: EventFilter;
  readonly #end: number;
  readonly #step: 1 | -1;

  constructor(source: EventSource, { filter, up, after }: HeadOptions) {
    this.#source = source;
    this.#filter = filter;
    const first = firstNotBefore(source, filter.from);
    const last = firstNotBefore(source, filter.to + 1) - 1;
    this.#step = up ? 1 : -1;
    this.#end = up ? last : first;
    this.position = up ? Math.max(first, after ?? first) : Math.min(last, after ?? last);
    if (source.couldMatch(filter)) this.#settle();
  }

  take(): Entry {
    const entry = { source: this.#source, index: this.position };
    this.position += this.#step;
    this.#settle();
    return entry;
  }

  isBefore(other: Head): boolean {
    return this.#step === 1 ? this.#created < other.#created : this.#created > other.#created;
  }

  #settle(): void {
    while (this.#inside() && !this.#source.matches(this.position, this.#filter)) this.position += this.#step;
    this.open = this.#inside();
    if (this.open) this.#created = this.#source.createdAt(this.position);
  }

  #inside(): boolean {
    return this.#step === 1 ? this.position <= this.#end : this.position >= this.#end;
  }
}

/** The first index whose event is not older than `time`; `count` if all are. */
export function firstNotBefore(source: Pick<EventSource, 'count' | 'createdAt'>, time: number): number {
  let low = 0;
  let high = source.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (source.createdAt(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

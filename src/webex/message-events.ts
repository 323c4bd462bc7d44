import { RefusedError, UnreachableError, type AppError } from '../errors.js';
import { pagesOf, type Page } from '../http/pages.js';
import type { PersonId, TimeSpan } from '../model.js';
import type { Clock, EventReader, Log, Reading } from '../ports.js';
import { readMessageEvent } from './answers.js';
import type { OfficerCalls } from './officer-calls.js';
import { PageStream } from './page-stream.js';
import { Setbacks } from './setbacks.js';
import { cutAfter, firstSlices, halved, isTelling, needsProPack, type Dated, type Slice } from './slices.js';

/** Webex's Events reference: at most 1,000 a page. */
const PAGE_SIZE = 1_000;
/**
 * Slices read at once, and pages on the way or not yet taken: as bytes, of about a megabyte each, this is what a scan holds,
 * whatever the organisation's size. With half as many, at 40 ms latency, the one thread that reads them was idle a tenth of
 * its time; at Webex's 300 requests a minute these bear answers that take six seconds.
 */
const READERS = 32;
const MOST_PAGES = 32;
/** Before a slice that can be cut is cut; the shortest ones get the client's own number of tries. */
const TRIES_BEFORE_CUT = 3;

export interface EventsParts {
  readonly calls: OfficerCalls;
  readonly clock: Clock;
  readonly log: Log;
}

export interface EventQuery<T extends Dated> {
  readonly officer: PersonId;
  readonly type: 'created' | 'deleted';
  /** Only what this person did; everybody where left out. */
  readonly actorId?: PersonId;
  /** What is kept of an event; null where it cannot be read. */
  readonly read: (item: unknown) => T | null;
  readonly reading: Reading;
}

export function createMessageEvents(parts: EventsParts): EventReader['messageEvents'] {
  return (officer, type, span, reading = {}) =>
    messageEventsAs(parts, { officer, type, read: (item) => readMessageEvent(item, type), reading }, span);
}

/** All `messages` events that the query asks for, page by page, each as `read` keeps it; duplicates are possible. */
export async function* messageEventsAs<T extends Dated>(
  parts: EventsParts,
  asked: EventQuery<T>,
  wanted: TimeSpan,
): AsyncGenerator<readonly T[]> {
  const span = clamped(wanted, parts.clock);
  if (span.from >= span.to) return;
  // However the consumer leaves, no reader goes on without it.
  const ended = new AbortController();
  const { signal } = asked.reading;
  const both = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  try {
    yield* new SlicedReading(parts, { ...asked, span, reading: { ...asked.reading, signal: both } }).pages();
  } finally {
    ended.abort();
  }
}

interface Asked<T extends Dated> extends EventQuery<T> {
  readonly span: TimeSpan;
}

/** Reads the slices of one span at once. A slice is cut where it is large, or where Webex fails at it. */
class SlicedReading<T extends Dated> {
  readonly #parts: EventsParts;
  readonly #asked: Asked<T>;
  readonly #stream = new PageStream<() => readonly T[]>(MOST_PAGES);
  readonly #setbacks: Setbacks;
  readonly #todo: Slice[] = [];
  #readers = 0;

  constructor(parts: EventsParts, asked: Asked<T>) {
    this.#parts = parts;
    this.#asked = asked;
    this.#setbacks = new Setbacks(asked.span);
  }

  /** A page is bytes until it is wanted: its events live no longer than it takes to look at them. */
  async *pages(): AsyncGenerator<readonly T[]> {
    this.#todo.push(...firstSlices(this.#asked.span, this.#parts.clock.now()));
    this.#hire();
    for await (const items of this.#stream.pieces()) yield items();
  }

  #hire(): void {
    while (this.#readers < READERS && this.#todo.length > 0) this.#employ();
  }

  #employ(): void {
    this.#readers += 1;
    const reading = async (): Promise<void> => {
      for (let slice = this.#todo.shift(); slice !== undefined; slice = this.#todo.shift()) await this.#read(slice);
    };
    reading()
      .catch((error: unknown) => this.#stream.fail(error))
      .finally(() => {
        this.#readers -= 1;
        if (this.#readers === 0) this.#stream.end();
      });
  }

  /** Events of pages already handed on come again where a slice is cut after them. */
  async #read(slice: Slice): Promise<void> {
    try {
      await this.#readPages(slice);
    } catch (error) {
      this.#recover(slice, error);
    }
  }

  /** Halves are read before what waits: so it is soon known whether asking for less helps. */
  #recover(slice: Slice, error: unknown): void {
    const { log, clock } = this.#parts;
    const isRefused = error instanceof RefusedError && needsProPack(slice, clock.now());
    if (!isRefused && !(error instanceof UnreachableError)) throw error;
    const verdict = isRefused ? LOSE : this.#setbacks.next(slice, isTooMuch(error));
    switch (verdict.kind) {
      case 'give-up':
        throw error;
      case 'lose':
        this.#lose(slice, error);
        break;
      case 'halve':
        log.warn('events.halved', { span: slice.span });
        this.#todo.unshift(...verdict.halves);
        this.#hire();
    }
  }

  #lose({ span }: Slice, error: AppError): void {
    const { missed, passed } = this.#asked.reading;
    if (missed === undefined) throw error;
    this.#parts.log.warn('events.missed', { span, type: this.#asked.type, error });
    missed(span);
    passed?.(span);
  }

  async #readPages(slice: Slice): Promise<void> {
    const pages = pagesOf(this.#paging(slice), this.#asked.read);
    let judged = false;
    for (;;) {
      const page = await this.#next(pages);
      if (page === null) return this.#asked.reading.passed?.(slice.span);
      this.#setbacks.readSome();
      const items: readonly T[] | null = judged || page.isLast ? null : page.items();
      const cut = items === null || !isTelling(items) ? null : cutAfter(items, slice);
      if (cut !== null) {
        this.#stream.giveBack();
        this.#todo.push(...cut);
        this.#hire();
        return;
      }
      judged ||= items !== null && isTelling(items);
      this.#stream.put(items === null ? page.items : () => items);
    }
  }

  /** The next page, which has taken a place in the stream; null at the end. */
  async #next(pages: AsyncGenerator<Page<T | null>>): Promise<Page<T> | null> {
    await this.#stream.room();
    try {
      const next = await pages.next();
      if (next.done !== true) {
        const { items, isLast } = next.value;
        return { isLast, items: () => this.#readable(items()) };
      }
    } catch (error) {
      this.#stream.giveBack();
      throw error;
    }
    this.#stream.giveBack();
    return null;
  }

  #paging(slice: Slice) {
    const { officer, type, actorId, reading } = this.#asked;
    const actor = actorId === undefined ? {} : { actorId };
    const query = { resource: 'messages', type, ...actor, ...slice.span, max: PAGE_SIZE };
    const send = this.#parts.calls.bind(null, officer, 'read');
    const tries = halved(slice) === null ? {} : { tries: TRIES_BEFORE_CUT };
    return { send, path: '/events', query, signal: reading.signal, ...tries };
  }

  #readable(items: readonly (T | null)[]): readonly T[] {
    const events = items.filter((event) => event !== null);
    const unreadable = items.length - events.length;
    if (unreadable > 0) this.#parts.log.warn('events.unreadable', { count: unreadable, type: this.#asked.type });
    return events;
  }
}

/** Webex refuses a `to` in its future. */
function clamped({ from, to }: TimeSpan, clock: Clock): TimeSpan {
  return { from, to: new Date(Math.min(Date.parse(to), clock.now())).toISOString() };
}

const LOSE = { kind: 'lose' } as const;

/** A 5xx that outlived its retries; a dead network would not get better by asking for less. */
function isTooMuch({ status }: { readonly status: number | null }): boolean {
  return status !== null && status >= 500;
}

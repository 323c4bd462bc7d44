import type { Candidate, Filters, MessageEvent, PersonId, Rules, Summary, TimeSpan } from '../model.js';
import type { Clock, EventReader } from '../ports.js';
import { candidateOf, judge, type Judged } from './selection.js';
import { createRooms, type Rooms } from './rooms.js';
import { createTally, type Tally } from './summary.js';

export interface ScanOrder {
  /** With whose token it reads. */
  readonly officer: PersonId;
  readonly span: TimeSpan;
  readonly filters: Filters;
  readonly crossOrg: Rules['crossOrg'];
  /** Messages that another purge already has on its list. */
  readonly inOpenPurge: ReadonlySet<string>;
}

export interface ScanParts {
  readonly reader: EventReader;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Reads the span's events and hands on what is due, each message once, in no particular order.
 * The `deleted` events are read first and up to now: a message may have been deleted long after it was written.
 */
export async function scan(
  { reader, clock, signal }: ScanParts,
  order: ScanOrder,
  keep: (due: readonly Candidate[]) => Promise<void>,
): Promise<Summary> {
  const sinceThen = { from: order.span.from, to: new Date(clock.now()).toISOString() };
  const gone = await deletedIds(reader.messageEvents(order.officer, 'deleted', sinceThen, signal));
  const rooms = createRooms(reader, order);
  const tally = createTally();
  const sift = createSieve(order, gone, tally);
  for await (const page of reader.messageEvents(order.officer, 'created', order.span, signal)) {
    tally.scanned(page.length);
    await keep(await inside(sift(page), rooms, tally));
  }
  return tally.summary();
}

async function deletedIds(pages: AsyncIterable<readonly MessageEvent[]>): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const page of pages) {
    for (const event of page) ids.add(event.messageId);
  }
  return ids;
}

/** Lets through what the message itself makes due, once: pages may repeat an event. */
function createSieve(
  order: ScanOrder,
  gone: ReadonlySet<string>,
  tally: Tally,
): (page: readonly MessageEvent[]) => readonly MessageEvent[] {
  const seen = new Set<string>();
  const context = { span: order.span, filters: order.filters, alreadyGone: gone, inOpenPurge: order.inOpenPurge };

  const passes = (event: MessageEvent): boolean => {
    const judged: Judged = judge(event, context);
    if (judged.kind === 'not-direct' || judged.kind === 'outside-span' || seen.has(event.messageId)) return false;
    seen.add(event.messageId);
    if (judged.kind === 'left-out') tally.leaveOut(judged.reason);
    return judged.kind === 'candidate';
  };
  return (page) => page.filter(passes);
}

/** Keeps the messages of rooms that the rules reach. */
async function inside(events: readonly MessageEvent[], rooms: Rooms, tally: Tally): Promise<readonly Candidate[]> {
  const verdicts = await rooms.judgeAll(new Set(events.map((event) => event.roomId)));
  const due: Candidate[] = [];
  for (const event of events) {
    const verdict = verdicts.get(event.roomId);
    if (verdict === undefined || verdict.kind !== 'inside') {
      tally.leaveOut(verdict?.kind ?? 'members-unknown');
      continue;
    }
    const candidate = candidateOf(event, verdict.members);
    tally.take(candidate);
    due.push(candidate);
  }
  return due;
}

import type { Busy, Candidate, LeftOutReason, Outside, PersonId, Rules, Summary } from '../model.js';
import { createWeekCounts } from './weeks.js';

/** Rows of busiest senders on a card: more would not be read. */
const BUSIEST_SHOWN = 5;

const NOTHING_LEFT_OUT: Readonly<Record<LeftOutReason, number>> = {
  'already-gone': 0,
  filtered: 0,
  external: 0,
  bot: 0,
  'members-unknown': 0,
  held: 0,
  'in-open-purge': 0,
};

/** Left out today, and perhaps due tomorrow: when a hold is removed, members become known, another purge is cancelled. */
const MAY_COME_BACK: ReadonlySet<LeftOutReason> = new Set<LeftOutReason>(['held', 'members-unknown', 'in-open-purge']);

/** What counting alone tells of a scan. */
export interface Tallied extends Pick<
  Summary,
  | 'messages'
  | 'atMost'
  | 'people'
  | 'spaces'
  | 'oldest'
  | 'newest'
  | 'busiest'
  | 'weeks'
  | 'leftOut'
  | 'outside'
  | 'scanned'
> {
  /** Of the messages, those written before `passesBefore`. */
  readonly passing: number;
  /** When the oldest message was written that is left out for a reason that may go. */
  readonly oldestKept: string | null;
}

/** Counts what a scan finds as it passes, so that nobody has to hold the list. */
export interface Tally {
  scanned(events: number): void;
  /** `outsiders`: known members of its room that are of another organisation. */
  take(candidate: Candidate, outsiders: readonly PersonId[]): void;
  /** A message of a room whose members nobody asked for: due or not. */
  unasked(): void;
  leaveOut(reason: LeftOutReason, created: string | null): void;
  total(): Tallied;
}

interface Counting {
  readonly crossOrg: Rules['crossOrg'];
  readonly passesBefore: string;
}

export function createTally({ crossOrg, passesBefore }: Counting): Tally {
  const leftOut = { ...NOTHING_LEFT_OUT };
  const bySender = new Map<string, number>();
  const spaces = new Set<string>();
  const byWeek = createWeekCounts();
  const outside = { messages: 0, written: 0 } satisfies Outside;
  const count = { scanned: 0, messages: 0, unasked: 0, passing: 0 };
  let oldest: string | null = null;
  let newest: string | null = null;
  let oldestKept: string | null = null;

  return {
    scanned: (events) => {
      count.scanned += events;
    },
    take: ({ created, sender, sender_id, room_id }, outsiders) => {
      count.messages += 1;
      bySender.set(sender, (bySender.get(sender) ?? 0) + 1);
      spaces.add(room_id);
      byWeek.count(created);
      oldest = earlier(oldest, created);
      if (newest === null || created > newest) newest = created;
      if (created < passesBefore) count.passing += 1;
      if (outsiders.length > 0) outside.messages += 1;
      if (outsiders.includes(sender_id)) outside.written += 1;
    },
    unasked: () => {
      count.unasked += 1;
    },
    leaveOut: (reason, created) => {
      leftOut[reason] += 1;
      if (created !== null && MAY_COME_BACK.has(reason)) oldestKept = earlier(oldestKept, created);
    },
    total: () => ({
      messages: count.messages,
      atMost: count.messages + count.unasked,
      people: bySender.size,
      spaces: spaces.size,
      oldest,
      newest,
      busiest: busiest(bySender),
      weeks: byWeek.weeks(),
      leftOut: { ...leftOut },
      outside: crossOrg === 'include' ? { ...outside } : null,
      scanned: count.scanned,
      passing: count.passing,
      oldestKept,
    }),
  };
}

function earlier(one: string | null, other: string): string {
  return one === null || other < one ? other : one;
}

function busiest(bySender: ReadonlyMap<string, number>): readonly Busy[] {
  return [...bySender]
    .map(([email, messages]) => ({ email, messages }))
    .sort((a, b) => b.messages - a.messages || a.email.localeCompare(b.email))
    .slice(0, BUSIEST_SHOWN);
}

import type { Busy, Candidate, LeftOutReason, Summary } from '../model.js';
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

/** Counts what a scan finds as it passes, so that nobody has to hold the list. */
export interface Tally {
  scanned(events: number): void;
  take(candidate: Candidate): void;
  leaveOut(reason: LeftOutReason): void;
  summary(): Summary;
}

export function createTally(): Tally {
  const leftOut = { ...NOTHING_LEFT_OUT };
  const bySender = new Map<string, number>();
  const spaces = new Set<string>();
  const byWeek = createWeekCounts();
  let scanned = 0;
  let messages = 0;
  let oldest: string | null = null;
  let newest: string | null = null;

  return {
    scanned: (events) => {
      scanned += events;
    },
    take: (candidate) => {
      messages += 1;
      bySender.set(candidate.sender, (bySender.get(candidate.sender) ?? 0) + 1);
      spaces.add(candidate.room_id);
      byWeek.count(candidate.created);
      if (oldest === null || candidate.created < oldest) oldest = candidate.created;
      if (newest === null || candidate.created > newest) newest = candidate.created;
    },
    leaveOut: (reason) => {
      leftOut[reason] += 1;
    },
    summary: () => ({
      messages,
      atMost: messages,
      people: bySender.size,
      spaces: spaces.size,
      oldest,
      newest,
      busiest: busiest(bySender),
      weeks: byWeek.weeks(),
      leftOut: { ...leftOut },
      outside: null,
      scanned,
      coverage: { holes: [], nothingBefore: null },
      previous: null,
      forecast: null,
      passing: null,
      split: null,
      continues: null,
      covered: null,
    }),
  };
}

function busiest(bySender: ReadonlyMap<string, number>): readonly Busy[] {
  return [...bySender]
    .map(([email, messages]) => ({ email, messages }))
    .sort((a, b) => b.messages - a.messages || a.email.localeCompare(b.email))
    .slice(0, BUSIEST_SHOWN);
}

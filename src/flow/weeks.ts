import type { Week } from '../model.js';

/** Bars on a card: more would not be read. */
const MOST_BARS = 14;

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** The epoch was a Thursday; four days later was a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** Counts messages by the week they were written in. */
export interface WeekCounts {
  /** An unreadable time is counted nowhere. */
  count(created: string): void;
  /** Without gaps; where there are more than a card shows, several weeks stand together. */
  weeks(): readonly Week[];
}

export function createWeekCounts(): WeekCounts {
  const counts = new Map<number, number>();
  return {
    count: (created) => {
      const week = Math.floor((Date.parse(created) - FIRST_MONDAY_MS) / WEEK_MS);
      if (!Number.isNaN(week)) counts.set(week, (counts.get(week) ?? 0) + 1);
    },
    weeks: () => (counts.size === 0 ? [] : barsOf(counts)),
  };
}

function barsOf(counts: ReadonlyMap<number, number>): readonly Week[] {
  const weeks = [...counts.keys()].sort((a, b) => a - b);
  const first = weeks[0] ?? 0;
  const total = (weeks.at(-1) ?? first) - first + 1;
  const together = Math.ceil(total / MOST_BARS);
  const bars = Array.from({ length: Math.ceil(total / together) }, () => 0);
  for (const [week, count] of counts) {
    const bar = Math.floor((week - first) / together);
    bars[bar] = (bars[bar] ?? 0) + count;
  }
  return bars.map((messages, bar) => ({ from: mondayOf(first + bar * together), messages }));
}

function mondayOf(week: number): string {
  return new Date(FIRST_MONDAY_MS + week * WEEK_MS).toISOString();
}

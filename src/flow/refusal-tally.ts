import type { PersonId } from '../model.js';
import type { Clock } from '../ports.js';

const MINUTE_MS = 60_000;

/** So many refusals a minute of one person stand in the audit one by one. */
const MOST_LINES = 10;

/** Refusals of one person within one minute beyond those that have a line of their own. */
export interface Excess {
  readonly personId: PersonId;
  readonly count: number;
  readonly from: string;
}

/** Counts refusals by person and minute, so that nobody floods the audit. */
export interface RefusalTally {
  /** Whether this one gets a line of its own; if not, it is counted. */
  admits(personId: PersonId): boolean;
  /** Takes out what was counted in minutes that are over, or in all of them. */
  take(which: 'over' | 'all'): readonly Excess[];
}

export function createRefusalTally(clock: Pick<Clock, 'now'>): RefusalTally {
  const minutes = new Map<PersonId, { readonly since: number; count: number }>();
  const over: Excess[] = [];

  const close = (personId: PersonId): void => {
    const minute = minutes.get(personId);
    if (minute === undefined) return;
    minutes.delete(personId);
    const count = minute.count - MOST_LINES;
    if (count > 0) over.push({ personId, count, from: new Date(minute.since).toISOString() });
  };

  return {
    admits: (personId) => {
      if (clock.now() - (minutes.get(personId)?.since ?? 0) >= MINUTE_MS) close(personId);
      const minute = minutes.get(personId) ?? { since: clock.now(), count: 0 };
      minutes.set(personId, minute);
      minute.count += 1;
      return minute.count <= MOST_LINES;
    },
    take: (which) => {
      for (const [personId, { since }] of minutes) {
        if (which === 'all' || clock.now() - since >= MINUTE_MS) close(personId);
      }
      return over.splice(0);
    },
  };
}

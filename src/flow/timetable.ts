import { Cron } from 'croner';

/** When the schedule falls due, by a cron expression and a time zone; daylight saving is the library's business. */
export interface Timetable {
  readonly cron: string;
  readonly timeZone: string;
  /** The first time after `ms` (epoch); null where none comes. */
  next(ms: number): number | null;
  /** The last time at or before `ms` (epoch); null where there was none. */
  latest(ms: number): number | null;
}

/** A time that the change to summer time leaves out falls due at the change; one that comes twice in autumn, the first time. */
export function createTimetable(cron: string, timeZone: string): Timetable {
  const pattern = new Cron(cron, { mode: '5-or-6-parts', timezone: timeZone, paused: true });
  return {
    cron,
    timeZone,
    next: (ms) => pattern.nextRun(new Date(ms))?.getTime() ?? null,
    // The library looks strictly before the time that it is given.
    latest: (ms) => pattern.previousRuns(1, new Date(ms + 1))[0]?.getTime() ?? null,
  };
}

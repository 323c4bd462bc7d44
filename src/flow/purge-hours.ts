import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);
dayjs.extend(timezone);

const DAYS: readonly string[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTES_A_DAY = 24 * 60;
const MINUTE_MS = 60_000;

/** The hours in which a run may delete, in the local time of `timeZone`. */
export interface PurgeHours {
  /** Days on which the hours begin, Sunday is 0. */
  readonly days: ReadonlySet<number>;
  /** Minutes after midnight; an end that is not after the begin lies on the next day. */
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly timeZone: string;
}

/** `Mon-Fri 08:00-18:00`, as the configuration has checked it. */
export function parsePurgeHours(text: string, timeZone: string): PurgeHours {
  const [days = '', hours = ''] = text.toLowerCase().split(' ');
  const [from = '', to = ''] = hours.split('-');
  return { days: daysIn(days), fromMinute: minutesOf(from), toMinute: minutesOf(to), timeZone };
}

/** When the hours begin next, in ms since the epoch; null while they last. */
export function opensAt(hours: PurgeHours, nowMs: number): number | null {
  if (isOpen(hours, nowMs)) return null;
  // Noon, so that an hour more or less on the days on which the clock is changed leaves it the same day.
  const today = dayjs.tz(nowMs, hours.timeZone).hour(12);
  const openings = [0, 1, 2, 3, 4, 5, 6, 7]
    .map((days) => today.add(days, 'day'))
    .filter((day) => hours.days.has(day.day()))
    .map((day) => atMinute(day, hours).valueOf());
  const next = openings.find((at) => at > nowMs);
  return next === undefined ? null : beginOf(hours, next);
}

/** In spring the clock leaves out an hour: what should begin in it begins where it goes on, before the time named. */
function beginOf(hours: PurgeHours, openMs: number): number {
  let begin = openMs;
  while (isOpen(hours, begin - MINUTE_MS)) begin -= MINUTE_MS;
  return begin;
}

function isOpen({ days, fromMinute, toMinute, timeZone }: PurgeHours, nowMs: number): boolean {
  const now = dayjs.tz(nowMs, timeZone);
  const minute = now.hour() * 60 + now.minute();
  const yesterday = (now.day() + 6) % 7;
  if (toMinute > fromMinute) return days.has(now.day()) && minute >= fromMinute && minute < toMinute;
  return (days.has(now.day()) && minute >= fromMinute) || (days.has(yesterday) && minute < toMinute);
}

/** By the clock on the wall, also on the days on which it is changed. */
function atMinute(day: Dayjs, { fromMinute, timeZone }: PurgeHours): Dayjs {
  const time = `${pad(Math.floor(fromMinute / 60))}:${pad(fromMinute % 60)}`;
  return dayjs.tz(`${day.format('YYYY-MM-DD')}T${time}`, timeZone);
}

function daysIn(text: string): ReadonlySet<number> {
  const [first = '', last = first] = text.split('-');
  const from = DAYS.indexOf(first);
  const length = ((DAYS.indexOf(last) - from + 7) % 7) + 1;
  return new Set(Array.from({ length }, (_, i) => (from + i) % 7));
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return Math.min(hours * 60 + minutes, MINUTES_A_DAY);
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

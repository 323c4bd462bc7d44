import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import type { TimeSpan } from '../../model.js';

dayjs.extend(utc);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `1234567` → `1,234,567`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `1 message`, `1,234 messages`; `many` where an s does not do. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** ISO 8601 → `2026-11-24 14:05 UTC`, with seconds where the minute alone would mislead. */
export function timeOf(iso: string): string {
  const time = dayjs.utc(iso);
  return time.format(time.second() === 0 ? 'YYYY-MM-DD HH:mm [UTC]' : 'YYYY-MM-DD HH:mm:ss [UTC]');
}

/** The same without seconds, for what no second matters to. */
export function minuteOf(iso: string): string {
  return timeOf(`${iso.slice(0, 'YYYY-MM-DDTHH:mm'.length)}:00.000Z`);
}

/** `2026-08-27 14:05 UTC to 2026-10-25 14:05 UTC`, the end not included. */
export function spanOf({ from, to }: TimeSpan): string {
  return `${timeOf(from)} to ${timeOf(to)}`;
}

/** Two units at most: `2 days 3 hours`, `15 minutes`, `1 second`. */
export function durationOf(ms: number): string {
  const whole = Math.max(0, Math.round(ms / SECOND)) * SECOND;
  const units = [
    [Math.floor(whole / DAY), 'day'],
    [Math.floor((whole % DAY) / HOUR), 'hour'],
    [Math.floor((whole % HOUR) / MINUTE), 'minute'],
    [Math.floor((whole % MINUTE) / SECOND), 'second'],
  ] as const;
  const shown = units.filter(([count]) => count > 0).slice(0, 2);
  return shown.length === 0 ? 'less than a second' : shown.map(([count, unit]) => counted(count, unit)).join(' ');
}

/** `46 messages a second`, `4.2 messages a second`. */
export function paceOf(perSecond: number): string {
  return `${perSecond < 10 ? perSecond.toFixed(1) : grouped(perSecond)} messages a second`;
}

/** How much of `total` is done, in whole percent that never rounds up to 100. */
export function percentOf(done: number, total: number): string {
  return total === 0 ? '100 %' : `${String(Math.floor((done / total) * 100))} %`;
}

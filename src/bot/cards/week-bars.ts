import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import type { Week } from '../../model.js';
import { grouped } from '../words/figures.js';
import type { CardJson } from './template.js';

dayjs.extend(utc);

/** As many blocks as a phone shows beside a date and a count. */
const LONGEST = 12;
/** Whole blocks only: fonts draw parts of one at different heights. */
const BLOCK = '█';

/** Messages by week, as rows of a date, a bar and a count: text, so that every client draws it. */
export function weekBars(weeks: readonly Week[]): CardJson[] {
  const most = weeks.reduce((a, { messages }) => Math.max(a, messages), 0);
  return weeks.map(({ from, messages }) => ({
    week: dayjs.utc(from).format('D MMM'),
    bar: barOf(messages, most),
    written: grouped(messages),
  }));
}

/** What is not nothing is seen. A bar of nothing still takes its place. */
function barOf(messages: number, most: number): string {
  if (messages === 0) return ' ';
  return BLOCK.repeat(Math.max(1, Math.round((messages / most) * LONGEST)));
}

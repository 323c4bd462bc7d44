import type { Forecast, Passing, PreviousPurge, Summary } from '../../model.js';
import { counted, durationOf, grouped, timeOf } from './figures.js';

/** A list above so many times the last one is pointed out. */
const FAR_MORE = 2;

/** `about 3 hours at the rate lately permitted (46 a second); until 2026-11-24 18:40 UTC if approved now`. */
export function forecastWords({ perSecond, basis, durationMs, endsAt }: Forecast): string {
  const rate = `${perSecond < 10 ? perSecond.toFixed(1) : grouped(perSecond)} a second`;
  const at =
    basis === 'measured'
      ? `the rate lately permitted (${rate})`
      : `${rate}, as Webex publishes it; no run has shown another rate yet`;
  return `about ${durationOf(durationMs)} at ${at}; until ${timeOf(toMinute(endsAt))} if approved now, waits for PURGE_HOURS or Webex not counted`;
}

/** Null where nothing passes out of reach in time to matter. */
export function passingWords({ from, until, messages }: Passing): string | null {
  if (messages === 0) return null;
  return `From ${timeOf(toMinute(from))} on these pass out of reach, ${counted(messages, 'message')} by ${timeOf(toMinute(until))}: if nobody approves, later scans cannot find them (CHECK_EVENTS_FROM_AGE).`;
}

/** What differs from the last purge of the policy, as pairs of a title and a figure. */
export function comparisonOf(summary: Summary, previous: PreviousPurge): readonly (readonly [string, string])[] {
  const outside = summary.outside?.messages ?? null;
  return [
    ['Messages', against(summary.messages, previous.messages)],
    ['People', against(summary.people, previous.people)],
    ['Oldest', `${dayOf(summary.oldest)} (last: ${dayOf(previous.oldest)})`],
    ...(outside === null || previous.external === null
      ? []
      : ([['With people outside', against(outside, previous.external)]] as const)),
  ];
}

/** Null where the list is no more than double the last one. */
export function farMoreWords({ messages, previous }: Summary): string | null {
  if (previous === null || messages <= previous.messages * FAR_MORE) return null;
  return `More than double the last purge of the policy (${counted(previous.messages, 'message')}). Make sure that this is meant.`;
}

function against(now: number, last: number): string {
  const more = now - last;
  const sign = more > 0 ? '+' : '−';
  return `${grouped(now)} (last: ${grouped(last)}${more === 0 ? ', the same' : `, ${sign}${grouped(Math.abs(more))}`})`;
}

function dayOf(iso: string | null): string {
  return iso === null ? 'none' : iso.slice(0, 10);
}

function toMinute(iso: string): string {
  return `${iso.slice(0, 16)}:00.000Z`;
}

import type { Forecast, Passing, PreviousPurge, Summary } from '../../model.js';
import { counted, durationOf, grouped, minuteOf, paceOf } from './figures.js';

type TitledText = readonly [title: string, text: string];

/** A list above so many times the last one is pointed out. */
const FAR_MORE = 2;

/** How long a run takes and until when, as pairs of a title and a sentence. */
export function forecastOf({ perSecond, basis, durationMs, endsAt }: Forecast): readonly TitledText[] {
  const rate = basis === 'measured' ? 'the rate last measured' : 'the rate that Webex publishes';
  return [
    ['Takes', `about ${durationOf(durationMs)}, at ${paceOf(perSecond)} (${rate})`],
    ['Ends', `${minuteOf(endsAt)} if approved now; later if the run has to wait`],
  ];
}

/** Null where nothing passes out of reach in time to matter. */
export function passingWords({ from, until, messages }: Passing): string | null {
  if (messages === 0) return null;
  return `If not deleted, these pass out of reach of later scans from ${minuteOf(from)} on: ${counted(messages, 'message')} by ${minuteOf(until)} (CHECK_EVENTS_FROM_AGE).`;
}

/** What differs from the last purge of the policy, as pairs of a title and a figure. */
export function comparisonOf(summary: Summary, previous: PreviousPurge): readonly TitledText[] {
  const outside = summary.outside?.messages ?? null;
  return [
    ['Messages', against(summary.messages, previous.messages)],
    ['People', against(summary.people, previous.people)],
    ['Oldest', `${dayOf(summary.oldest)} (was ${dayOf(previous.oldest)})`],
    ...(outside === null || previous.external === null
      ? []
      : ([['External', against(outside, previous.external)]] as const)),
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
  return more === 0 ? `${grouped(now)}, the same` : `${sign}${grouped(Math.abs(more))} (was ${grouped(last)})`;
}

function dayOf(iso: string | null): string {
  return iso === null ? 'none' : iso.slice(0, 10);
}

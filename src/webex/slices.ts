import type { TimeSpan } from '../model.js';

/**
 * How a span of time is cut so that its parts can be read at once. Neighbours share their border: Webex does not say
 * whether `from` and `to` are included, so an event of that very millisecond may come twice, and none is lost.
 */
export interface Slice {
  readonly span: TimeSpan;
  /** How often it has been cut already. */
  readonly depth: number;
}

/** What a slice is judged by. */
export interface Dated {
  /** ISO 8601. */
  readonly created: string;
}

/** Down to this a slice is cut, ms. */
const SHORTEST_MS = 60_000;
const WITHOUT_PRO_PACK_MS = 90 * 86_400_000;
/** The border moves on while the scan runs, ms. */
const BORDER_MS = 15 * 60_000;
/** Fewer events say nothing of how dense the rest is. */
const LEAST_TO_JUDGE = 100;
/** By how often a slice was cut: how many pages make a cut worth it, and how many the parts should have. */
const WORTH_CUTTING = { whole: { from: 8, into: 4 }, part: { from: 48, into: 16 } };
/** They keep a lane full; and a first page that misleads costs no more requests than this. */
const MOST_PARTS = 64;
/** Where the first page does not tell how many follow. */
const BLIND_CUT = 8;

/** Whether a page is large enough for `cutAfter`. */
export function isTelling(page: readonly Dated[]): boolean {
  return page.length >= LEAST_TO_JUDGE;
}

/**
 * The slices to read instead of this one, judged by one of its pages, which is not the last; null = go on reading it.
 * Pages come in no documented order. Where they follow time, one page's share of the span tells how many there are.
 */
export function cutAfter(page: readonly Dated[], slice: Slice): readonly Slice[] | null {
  const mostParts = Math.min(MOST_PARTS, Math.floor(spanMs(slice.span) / SHORTEST_MS));
  if (mostParts < 2) return null;
  const share = shareCovered(slice.span, page);
  if (share > 0.5) return cut(slice, Math.min(BLIND_CUT, mostParts));
  const worth = slice.depth === 0 ? WORTH_CUTTING.whole : WORTH_CUTTING.part;
  const expectedPages = 1 / share;
  return expectedPages < worth.from ? null : cut(slice, Math.min(Math.ceil(expectedPages / worth.into), mostParts));
}

/** For a slice that Webex fails at (the Events reference advises to ask for less on 504); null where it is too short. */
export function halved(slice: Slice): readonly Slice[] | null {
  return spanMs(slice.span) <= SHORTEST_MS ? null : cut(slice, 2);
}

/**
 * What is asked for first. Without Pro Pack, Webex gives events of the last 90 days, as its Compliance guide says; what lies
 * before is asked for by itself, so that a refusal of it tells nothing of the rest.
 */
export function firstSlices(span: TimeSpan, nowMs: number): readonly Slice[] {
  const border = new Date(nowMs - WITHOUT_PRO_PACK_MS + BORDER_MS).toISOString();
  if (span.from >= border || span.to <= border) return [{ span, depth: 0 }];
  return [
    { span: { from: border, to: span.to }, depth: 0 },
    { span: { from: span.from, to: border }, depth: 0 },
  ];
}

/** Whether Webex gives this only with Pro Pack. */
export function needsProPack({ span }: Slice, nowMs: number): boolean {
  return Date.parse(span.to) <= nowMs - WITHOUT_PRO_PACK_MS + 2 * BORDER_MS;
}

/** Of the span's time, what lies between the page's oldest and newest event; above 0. */
function shareCovered(span: TimeSpan, page: readonly Dated[]): number {
  let [oldest, newest] = [Infinity, -Infinity];
  for (const { created } of page) {
    const at = Date.parse(created);
    oldest = Math.min(oldest, at);
    newest = Math.max(newest, at);
  }
  return Math.max(newest - oldest, 1) / spanMs(span);
}

function cut({ span, depth }: Slice, parts: number): readonly Slice[] {
  const from = Date.parse(span.from);
  const border = (i: number): string => new Date(Math.round(from + (i * spanMs(span)) / parts)).toISOString();
  return Array.from({ length: parts }, (_, i) => ({
    span: { from: i === 0 ? span.from : border(i), to: i === parts - 1 ? span.to : border(i + 1) },
    depth: depth + 1,
  }));
}

export function spanMs({ from, to }: TimeSpan): number {
  return Date.parse(to) - Date.parse(from);
}

import { UnreachableError } from '../errors.js';
import type { MessageEvent, PersonId, TimeSpan } from '../model.js';
import type { Clock, EventReader, Log } from '../ports.js';
import { readMessageEvent } from './answers.js';
import type { OfficerCalls } from './officer-calls.js';
import { pages } from './paging.js';

/** Webex's Events reference: at most 1,000 a page. */
const PAGE_SIZE = 1_000;
/** A span that Webex fails at is halved down to this. */
const SHORTEST_SPAN_MS = 60_000;

export interface EventsParts {
  readonly calls: OfficerCalls;
  readonly clock: Clock;
  readonly log: Log;
}

interface EventQuery {
  readonly officer: PersonId;
  readonly type: 'created' | 'deleted';
  readonly signal: AbortSignal | undefined;
}

export function createMessageEvents(parts: EventsParts): EventReader['messageEvents'] {
  return (officer, type, span, signal) => eventsOf(parts, { officer, type, signal }, clamped(span, parts.clock));
}

/**
 * Where Webex fails at a wide span (the Events reference advises to ask for less on 504), it is read in halves. Events of
 * pages already handed on then come again.
 */
async function* eventsOf(
  parts: EventsParts,
  asked: EventQuery,
  span: TimeSpan,
): AsyncGenerator<readonly MessageEvent[]> {
  if (span.from >= span.to) return;
  try {
    yield* pagesOf(parts, asked, span);
  } catch (error) {
    const halves = isTooMuch(error) ? halved(span) : null;
    if (halves === null) throw error;
    parts.log.warn('events.halved', { span });
    for (const half of halves) yield* eventsOf(parts, asked, half);
  }
}

async function* pagesOf(
  { calls, log }: EventsParts,
  { officer, type, signal }: EventQuery,
  { from, to }: TimeSpan,
): AsyncGenerator<readonly MessageEvent[]> {
  const query = { resource: 'messages', type, from, to, max: PAGE_SIZE };
  const send = calls.bind(null, officer, 'read');
  for await (const items of pages({ send, path: '/events', query, signal })) {
    const events = items.map((item) => readMessageEvent(item, type)).filter((event) => event !== null);
    if (events.length < items.length) log.warn('events.unreadable', { count: items.length - events.length, type });
    yield events;
  }
}

/** Webex refuses a `to` in its future. */
function clamped({ from, to }: TimeSpan, clock: Clock): TimeSpan {
  return { from, to: new Date(Math.min(Date.parse(to), clock.now())).toISOString() };
}

/** A 5xx that outlived its retries; a dead network would not get better by asking for less. */
function isTooMuch(error: unknown): boolean {
  return error instanceof UnreachableError && error.status !== null && error.status >= 500;
}

function halved({ from, to }: TimeSpan): readonly [TimeSpan, TimeSpan] | null {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  if (toMs - fromMs <= SHORTEST_SPAN_MS) return null;
  const middle = new Date(Math.floor((fromMs + toMs) / 2)).toISOString();
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

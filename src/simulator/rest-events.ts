import { badRequest, forbidden, notFound } from './api-error.js';
import { idParam, isOfficer, pageSize } from './call.js';
import type { AuthorisedCall } from './call.js';
import { emptyPage, readPage } from './event-log.js';
import type { EventFilter, EventPage, EventSource, Positions } from './event-log.js';
import { PageWriter } from './page-writer.js';
import { nextLink } from './paging.js';
import { eventJson } from './recorded-events.js';
import { json } from './reply.js';
import type { Reply } from './reply.js';

/** The whole list of the Events reference. */
const RESOURCES = new Set(
  'attachmentActions businessTexts call_records convergedRecordings file_transcodings files meetingMessages meetings meetingTranscripts memberships messages rooms tabs'.split(
    ' ',
  ),
);
const TYPES = new Set(['created', 'updated', 'deleted', 'ended', 'read']);
const DAY_MS = 86_400_000;

/** What a next link remembers: where to go on, and how many empty pages come first. */
interface Cursor {
  readonly after?: Positions;
  readonly empty: number;
}

export function listEvents(call: AuthorisedCall): Reply {
  requireOfficer(call);
  const { org, query } = call;
  const max = pageSize(query, 100, 1000);
  const filter = readFilter(call);
  const cursor = readCursor(query.get('cursor'));
  if (cursor.empty > 0) return answer(call, emptyPage, { ...cursor, empty: cursor.empty - 1 });
  const page = readPage(org.eventSources, { filter, max, order: org.settings.eventsOrder, after: cursor.after });
  const next = page.next && { after: page.next, empty: org.settings.emptyPages };
  return answer(call, page, next);
}

export function getEvent(call: AuthorisedCall): Reply {
  requireOfficer(call);
  const uuid = idParam('EVENT', call.params.id);
  const recorded = call.org.recorded.find(uuid);
  if (recorded !== undefined) return json(eventJson(recorded));
  for (const bulk of call.org.messages.bulks) {
    const index = bulk.indexOfEvent(uuid);
    if (index !== undefined) return json(single(bulk, index));
  }
  throw notFound('event');
}

function single(source: EventSource, index: number): Buffer {
  const page = new PageWriter();
  source.write(index, page);
  return page.finish();
}

function requireOfficer(call: AuthorisedCall): void {
  if (!isOfficer(call, 'events_read'))
    throw forbidden(
      'The events of an organization are for its compliance officers, with spark-compliance:events_read.',
    );
}

function readFilter({ org, query }: AuthorisedCall): EventFilter {
  const now = org.clock.now();
  const resource = oneOf(query, 'resource', RESOURCES);
  const type = oneOf(query, 'type', TYPES);
  const actorId = query.get('actorId');
  const to = moment(query, 'to') ?? now;
  if (to > now) throw badRequest('to must not be in the future.');
  const from = moment(query, 'from') ?? 0;
  if (from > to) throw badRequest('from must not be after to.');
  const horizon = org.settings.horizonDays > 0 ? now - org.settings.horizonDays * DAY_MS : 0;
  return {
    from: Math.max(from, horizon),
    to,
    now,
    ...(resource === undefined ? {} : { resource }),
    ...(type === undefined ? {} : { type }),
    ...(actorId === null ? {} : { actorUuid: idParam('PEOPLE', actorId) }),
  };
}

function oneOf(query: URLSearchParams, name: string, known: ReadonlySet<string>): string | undefined {
  const value = query.get(name) ?? undefined;
  if (value !== undefined && !known.has(value)) throw badRequest(`${name} has an unknown value: ${value}`);
  return value;
}

/** Milliseconds out of an ISO 8601 text. */
function moment(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw badRequest(`${name} is not an ISO 8601 date.`);
  return at;
}

function answer(call: AuthorisedCall, page: EventPage, next: Cursor | undefined): Reply {
  return json(page.body, { headers: next === undefined ? {} : { Link: linkTo(call, next) } });
}

function linkTo(call: AuthorisedCall, next: Cursor): string {
  const { dropQueryInNext, foreignNext } = call.org.settings;
  const cursor = Buffer.from(JSON.stringify(next)).toString('base64url');
  const kept = dropQueryInNext
    ? { ...call, query: new URLSearchParams({ max: call.query.get('max') ?? '100' }) }
    : call;
  const link = nextLink(kept, { cursor });
  return foreignNext === '' ? link : link.replace(new URL(call.org.base).origin, foreignNext);
}

function readCursor(text: string | null): Cursor {
  if (text === null) return { empty: 0 };
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor;
  } catch {
    throw badRequest('cursor is not valid.');
  }
}

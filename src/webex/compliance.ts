import { RefusedError, SignInNeededError, UnreachableError } from '../errors.js';
import { reasonIn } from '../http/failure.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/client.js';
import type { MessageEvent, Person, PersonId, TimeSpan } from '../model.js';
import type { Clock, Deleter, DeletionAnswer, EventReader, Log, Probe } from '../ports.js';
import type { OfficerToken } from '../secret.js';
import { itemsIn, readMember, readMessageEvent, readPerson } from './answers.js';
import type { OfficerCalls } from './officer-calls.js';
import { pages } from './paging.js';

/** Webex's Events reference: at most 1,000 a page. */
const PAGE_SIZE = 1_000;

/** A span that Webex fails at is halved down to this, ms. */
const SHORTEST_SPAN_MS = 60_000;

/** Ids fit into an address: 85 of about 80 characters stay below 8 KB. */
const PEOPLE_AT_ONCE = 85;

/** Tries of one DELETE that Webex fails at with 5xx or the network. */
const DELETE_TRIES = 8;

const PROBE: HttpRequest = { method: 'GET', path: '/events', query: { resource: 'messages', max: 1 }, tries: 2 };

export interface ComplianceParts {
  readonly calls: OfficerCalls;
  readonly clock: Clock;
  readonly log: Log;
}

export function createEventReader({ calls, clock, log }: ComplianceParts): EventReader {
  const listed = (officer: PersonId, path: string, query: Record<string, string | number>, signal?: AbortSignal) =>
    pages({ send: (request) => calls(officer, request), path, query, signal });

  async function* eventsOf(
    officer: PersonId,
    type: 'created' | 'deleted',
    span: TimeSpan,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly MessageEvent[]> {
    const query = { resource: 'messages', type, from: span.from, to: notInFuture(span.to, clock), max: PAGE_SIZE };
    try {
      for await (const items of listed(officer, '/events', query, signal)) {
        const events = items.map(readMessageEvent).filter((event) => event !== null);
        if (events.length < items.length)
          log.warn('events without the usual fields', { count: items.length - events.length });
        yield events;
      }
    } catch (error) {
      const halves = error instanceof UnreachableError && error.status !== null ? halved(span) : null;
      if (halves === null) throw error;
      // Events of the first pages come a second time; the reader of this stream keeps each message once.
      log.warn('webex failed at a span of events; reading it in halves', { span, error });
      for (const half of halves) yield* eventsOf(officer, type, half, signal);
    }
  }

  return {
    probe: (officer) => probing(() => calls(officer, PROBE)),
    messageEvents: eventsOf,
    members: async (officer, roomId) => {
      try {
        const members = [];
        for await (const items of listed(officer, '/memberships', { roomId, max: 100 })) members.push(...items);
        return members.map(readMember).filter((member) => member !== null);
      } catch (error) {
        if (error instanceof RefusedError) return null;
        throw error;
      }
    },
    people: async (officer, ids) => {
      const people: Person[] = [];
      for (let i = 0; i < ids.length; i += PEOPLE_AT_ONCE) {
        const query = { id: ids.slice(i, i + PEOPLE_AT_ONCE).join(',') };
        const answer = await calls(officer, { method: 'GET', path: '/people', query });
        people.push(
          ...itemsIn(answer.json())
            .map(readPerson)
            .filter((person) => person !== null),
        );
      }
      return people;
    },
  };
}

/** The one place that sends a compliance DELETE. */
export function createDeleter({ calls, log }: Pick<ComplianceParts, 'calls' | 'log'>): Deleter {
  return {
    delete: async (officer, messageId, signal) => {
      const path = `/messages/${encodeURIComponent(messageId)}`;
      try {
        return answered(
          await calls(officer, { method: 'DELETE', path, signal, tries: DELETE_TRIES, accept: FINAL_ANSWERS }),
        );
      } catch (error) {
        if (signal.aborted && !(error instanceof RefusedError) && !(error instanceof UnreachableError)) return null;
        log.warn('a message could not be deleted', { message: messageId, error });
        return failed(error);
      }
    },
  };
}

/** Webex's word on one message, whatever it is. 401 is not among them: it is about the token, and is tried again with a fresh one. */
const FINAL_ANSWERS: readonly number[] = [400, 403, 404, 405, 409, 410, 415, 423, 428];

function answered({ status, attempts, trackingId, text }: HttpAnswer): DeletionAnswer {
  return { status, attempts, trackingId, reason: status < 300 ? null : reasonIn(text()) };
}

function failed(error: unknown): DeletionAnswer {
  if (error instanceof RefusedError || error instanceof UnreachableError) {
    const { status, trackingId, message } = error;
    return { status, attempts: error instanceof UnreachableError ? DELETE_TRIES : 1, trackingId, reason: message };
  }
  if (error instanceof SignInNeededError) return { status: 401, attempts: 0, trackingId: null, reason: error.message };
  throw error;
}

/** Role and scope, asked with a token that nobody has kept yet. */
export function probeWith(http: HttpClient, token: OfficerToken): Promise<Probe> {
  return probing(() => http.send(PROBE, token));
}

async function probing(ask: () => Promise<HttpAnswer>): Promise<Probe> {
  try {
    await ask();
    return { ok: true };
  } catch (error) {
    if (error instanceof SignInNeededError) return { ok: false, cause: 'not-signed-in', status: null };
    if (error instanceof RefusedError) return { ok: false, cause: 'refused', status: error.status };
    if (error instanceof UnreachableError) return { ok: false, cause: 'unreachable', status: error.status };
    throw error;
  }
}

/** Webex refuses a `to` that lies in its future. */
function notInFuture(to: string, clock: Clock): string {
  return new Date(Math.min(Date.parse(to), clock.now())).toISOString();
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

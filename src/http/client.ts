import type { Dispatcher } from 'undici';
import { OddAnswerError } from '../errors.js';
import type { Log } from '../ports.js';
import type { Secret } from '../secret.js';
import { resolveUrl } from './address.js';
import { bodyText, jsonOf, listOf } from './body.js';
import { exchange, type HttpRequest, type RawAnswer } from './exchange.js';
import { LimitedError, failureOf, lostRequest, trackingIdOf } from './failure.js';
import { backoffMs, limitWaitMs } from './retry-timing.js';
import type { WebexClock } from './webex-clock.js';

export type { HttpRequest } from './exchange.js';

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; several of one name joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly trackingId: string | null;
  /** Requests sent for it, this one included. */
  readonly attempts: number;
  text(): string;
  /** Throws an OddAnswerError when the body is not JSON. */
  json(): unknown;
  /** What `read` makes of each of a list's items. Throws an OddAnswerError when the body is no `{"items":[…]}`. */
  items<T>(read: (item: unknown) => T): readonly T[];
}

/** The one way to Webex's REST. */
export interface HttpClient {
  /**
   * Sends, and repeats what may be repeated: 429 after the time Webex names, 5xx and lost connections with back-off where
   * the method allows it. Throws RefusedError (4xx), UnreachableError (no answer, 5xx, still limited), OddAnswerError
   * (a redirect, a foreign link), LimitedError where asked for, or the signal's reason.
   */
  send(request: HttpRequest, token: Secret | null): Promise<HttpAnswer>;
}

interface HttpClientParts {
  /** E.g. `https://webexapis.com/v1`. A token goes to this origin and nowhere else. */
  readonly baseUrl: string;
  readonly dispatcher: Dispatcher;
  /** Learns from every answer's `Date`, and does the waiting. */
  readonly clock: WebexClock;
  readonly log: Log;
  /** A number in [0, 1), for the jitter. */
  readonly random: () => number;
}

const TRIES = 5;
/** So often in a row a request may meet the limit before we call Webex unreachable. */
const LIMITS_IN_A_ROW = 20;
/** A repeated POST could post twice: Webex has no idempotency key. */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'PUT', 'DELETE']);

export function createHttpClient(parts: HttpClientParts): HttpClient {
  return { send: async (request, token) => new Sending(parts, request, token).run() };
}

/** One request until its answer, with the counts of what went wrong on the way. */
class Sending {
  readonly #parts: HttpClientParts;
  readonly #request: HttpRequest;
  readonly #token: Secret | null;
  readonly #url: URL;
  /** Method and path: the query may hold e-mail addresses. */
  readonly #what: string;
  #failures = 0;
  #limits = 0;

  constructor(parts: HttpClientParts, request: HttpRequest, token: Secret | null) {
    this.#parts = parts;
    this.#request = request;
    this.#token = token;
    this.#url = resolveUrl(parts.baseUrl, request);
    this.#what = `${request.method} ${this.#url.pathname}`;
  }

  async run(): Promise<HttpAnswer> {
    for (;;) {
      const raw = await this.#once();
      if (raw === null) continue;
      if (raw.status === 429) await this.#limited(raw);
      else if (this.#isWelcome(raw.status)) return this.#answer(raw);
      else await this.#failed(failureOf(this.#told(raw), this.#what), raw.status >= 500);
    }
  }

  /** Null when the connection was lost and another try is due. */
  async #once(): Promise<RawAnswer | null> {
    const { clock, dispatcher } = this.#parts;
    this.#request.signal?.throwIfAborted();
    const sentAt = clock.monotonic();
    try {
      const raw = await exchange(dispatcher, this.#url, this.#request, this.#token);
      // A 5xx may be a proxy's, whose clock is not Webex's.
      if (raw.status < 500) clock.observe(raw.headers['date'], sentAt, clock.monotonic());
      return raw;
    } catch (error) {
      this.#request.signal?.throwIfAborted();
      await this.#failed(lostRequest(error, this.#what), true);
      return null;
    }
  }

  #isWelcome(status: number): boolean {
    const { accept } = this.#request;
    return (status >= 200 && status < 300) || accept === 'any' || (accept?.includes(status) ?? false);
  }

  /** Waits as long as Webex asks. The body of a 429 is HTML and is not looked at. */
  async #limited(raw: RawAnswer): Promise<void> {
    const { clock, log } = this.#parts;
    const waitMs = limitWaitMs(raw.headers['retry-after'], clock.now());
    const trackingId = trackingIdOf(raw.headers['trackingid'], '');
    if (this.#request.limits === 'throw') throw new LimitedError(waitMs, trackingId);
    this.#limits += 1;
    if (this.#limits > LIMITS_IN_A_ROW) throw failureOf({ status: 429, trackingId, body: '' }, this.#what);
    log.info('http.limited', { request: this.#what, waitMs, trackingId });
    await clock.wait(waitMs, this.#request.signal);
  }

  /** Throws the error unless another try is allowed and may help; then waits until it is due. */
  async #failed(error: Error & { trackingId?: string | null }, passing: boolean): Promise<void> {
    const { clock, log, random } = this.#parts;
    const { method, tries = TRIES, signal } = this.#request;
    this.#failures += 1;
    const again = passing && REPEATABLE.has(method) && this.#failures < tries;
    log.warn('http.failed', { request: this.#what, reason: error.message, trackingId: error.trackingId, again });
    if (!again) throw error;
    await clock.wait(backoffMs(this.#failures, random()), signal);
  }

  #told(raw: RawAnswer): { status: number; trackingId: string | null; body: string } {
    const body = bodyText(raw.body);
    return { status: raw.status, trackingId: trackingIdOf(raw.headers['trackingid'], body), body };
  }

  #answer(raw: RawAnswer): HttpAnswer {
    return {
      status: raw.status,
      headers: raw.headers,
      trackingId: trackingIdOf(raw.headers['trackingid'], raw.status < 400 ? '' : bodyText(raw.body)),
      attempts: this.#failures + this.#limits + 1,
      text: () => bodyText(raw.body),
      json: () => this.#parsed(() => jsonOf(raw.body)),
      items: (read) => this.#listed(this.#parsed(() => listOf(raw.body, read))),
    };
  }

  #parsed<T>(parse: () => T): T {
    try {
      return parse();
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw new OddAnswerError(`Webex answered ${this.#what} with something that is not JSON`, { cause });
    }
  }

  #listed<T>(items: T | null): T {
    if (items === null) throw new OddAnswerError(`Webex answered ${this.#what} with a list that has no items`);
    return items;
  }
}

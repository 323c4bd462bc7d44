import { request, type Dispatcher, type FormData } from 'undici';
import type { Secret } from '../secret.js';
import { ANSWER_TIMEOUT_MS } from './dispatcher.js';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface HttpRequest {
  readonly method: HttpMethod;
  /** Below the base URL, beginning with `/`; or an absolute URL of the same origin, as `next` links are. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  /** At most one of the three bodies. */
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly multipart?: FormData;
  /** Statuses that are answered rather than thrown; `any` answers all but 429. */
  readonly accept?: readonly number[] | 'any';
  /** Aborts the request and every wait. */
  readonly signal?: AbortSignal;
  /** Longest silence of the server. */
  readonly timeoutMs?: number;
  /** Tries in all where a repeat is safe (GET, PUT, DELETE); default 5. 429 is not counted. */
  readonly tries?: number;
  /** What to do about 429: wait and repeat (default), or throw a LimitedError at once. */
  readonly limits?: 'wait' | 'throw';
}

/** One answer, whatever its status, with the body read. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends once. Redirects are not followed. Rejects with undici's error, or the signal's reason. */
export async function exchange(
  dispatcher: Dispatcher,
  url: URL,
  asked: HttpRequest,
  token: Secret | null,
): Promise<RawAnswer> {
  const timeout = asked.timeoutMs ?? ANSWER_TIMEOUT_MS;
  const { type, body } = bodyOf(asked);
  const answer = await request(url, {
    method: asked.method,
    dispatcher,
    headers: {
      accept: 'application/json',
      'user-agent': 'webex-purge-bot',
      ...(type === null ? {} : { 'content-type': type }),
      ...(token === null ? {} : { authorization: `Bearer ${token.reveal()}` }),
    },
    body,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  });
  return {
    status: answer.statusCode,
    headers: flat(answer.headers),
    body: Buffer.from(await answer.body.arrayBuffer()),
  };
}

function bodyOf(asked: HttpRequest): { type: string | null; body: string | FormData | null } {
  if (asked.json !== undefined) return { type: 'application/json; charset=utf-8', body: JSON.stringify(asked.json) };
  if (asked.form !== undefined) {
    return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(asked.form).toString() };
  }
  // undici writes the type of a multipart body itself, with its boundary.
  return { type: null, body: asked.multipart ?? null };
}

/** Several headers of one name are joined as RFC 9110 allows; `Link` may come so. */
function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return result;
}

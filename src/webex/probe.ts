import { OddAnswerError, RefusedError, SignInNeededError, UnreachableError } from '../errors.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/client.js';
import { LimitedError } from '../http/failure.js';
import type { Probe } from '../ports.js';
import type { OfficerToken } from '../secret.js';

/** Webex tells an officer their role in no other way: 200 needs role and scope, 403 means one is missing. */
export const PROBE: HttpRequest = {
  method: 'GET',
  path: '/events',
  query: { resource: 'messages', max: 1 },
  tries: 2,
};

/** Role and scope, asked with a token that nobody has kept yet. */
export function probeWith(http: HttpClient, token: OfficerToken): Promise<Probe> {
  return probing(() => http.send({ ...PROBE, limits: 'throw' }, token));
}

export async function probing(ask: () => Promise<HttpAnswer>): Promise<Probe> {
  try {
    await ask();
    return { ok: true };
  } catch (error) {
    if (error instanceof SignInNeededError) return { ok: false, cause: 'not-signed-in', status: null };
    if (error instanceof RefusedError) return { ok: false, cause: 'refused', status: error.status };
    if (error instanceof UnreachableError) return { ok: false, cause: 'unreachable', status: error.status };
    if (error instanceof LimitedError) return { ok: false, cause: 'unreachable', status: 429 };
    if (error instanceof OddAnswerError) return { ok: false, cause: 'unreachable', status: null };
    throw error;
  }
}

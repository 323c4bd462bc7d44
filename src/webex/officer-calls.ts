import type { HttpAnswer, HttpClient, HttpRequest } from '../http/client.js';
import type { PersonId } from '../model.js';
import type { CallKind, Lanes } from './lanes.js';
import type { Tokens } from './tokens.js';

/**
 * Sends one request as an officer: on that officer's lane, and with a new token once when Webex calls the token invalid.
 * `stop` ends the waiting for a turn; the request's own `signal` also ends the request.
 */
export type OfficerCalls = (
  officer: PersonId,
  kind: CallKind,
  request: HttpRequest,
  stop?: AbortSignal,
) => Promise<HttpAnswer>;

interface OfficerCallsParts {
  readonly http: HttpClient;
  readonly tokens: Tokens;
  readonly lanes: Lanes;
}

/** The answer's `attempts` count every request, those that met the limit and the one with the old token included. */
export function createOfficerCalls({ http, tokens, lanes }: OfficerCallsParts): OfficerCalls {
  return (officer, kind, request, stop = request.signal) => {
    let spent = 0;
    const send = async (limitedBefore: number): Promise<HttpAnswer> => {
      const token = await tokens.token(officer);
      const first = await http.send({ ...asLaneWants(request), accept: with401(request.accept) }, token);
      if (first.status !== 401) return counted(first, spent + limitedBefore);
      spent += first.attempts;
      const renewed = await tokens.renewed(officer, token);
      return counted(await http.send(asLaneWants(request), renewed), spent + limitedBefore);
    };
    return lanes(officer).run(kind, send, stop);
  };
}

/** A 429 is the whole lane's business, so the client does not wait by itself. */
function asLaneWants(request: HttpRequest): HttpRequest {
  return { ...request, limits: 'throw' };
}

function with401(accept: HttpRequest['accept'] = []): readonly number[] | 'any' {
  return accept === 'any' ? accept : [...accept, 401];
}

function counted(answer: HttpAnswer, before: number): HttpAnswer {
  return before === 0 ? answer : { ...answer, attempts: answer.attempts + before };
}

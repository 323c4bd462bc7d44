import { RefusedError } from '../errors.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/client.js';
import type { PersonId } from '../model.js';
import type { Lanes } from './lanes.js';
import type { Tokens } from './tokens.js';

/** Sends one request as an officer: on that officer's lane, with a token that is refreshed once when Webex calls it invalid. */
export type OfficerCalls = (officer: PersonId, request: HttpRequest) => Promise<HttpAnswer>;

export interface OfficerCallsParts {
  readonly http: HttpClient;
  readonly tokens: Tokens;
  readonly lanes: Lanes;
}

export function createOfficerCalls({ http, tokens, lanes }: OfficerCallsParts): OfficerCalls {
  return (officer, request) => {
    const lane = lanes(officer);
    const send = async (): Promise<HttpAnswer> => {
      const token = await tokens.token(officer);
      const asked = { ...request, limited: (waitMs: number) => lane.pause(waitMs) };
      try {
        return await http.send(asked, token);
      } catch (error) {
        if (!(error instanceof RefusedError) || error.status !== 401) throw error;
        return await http.send(asked, await tokens.renewed(officer, token));
      }
    };
    return lane.run(send, request.signal);
  };
}

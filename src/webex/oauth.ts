import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  Configuration,
  customFetch,
  refreshTokenGrant,
  type TokenEndpointResponse,
} from 'openid-client';
import { fetch as undiciFetch, type Dispatcher, type RequestInit } from 'undici';
import { OddAnswerError } from '../errors.js';
import type { Clock, TokenSet } from '../ports.js';
import { Secret } from '../secret.js';
import { isRefusedGrant, signInFailure } from './oauth-failure.js';

/** What the officers' integration asks for: the least that the job needs. Webex grants only what the integration lists. */
export const SCOPES: readonly string[] = [
  'spark-compliance:events_read', // read the organisation's message events
  'spark-compliance:messages_read', // read a message's present state
  'spark-compliance:messages_write', // delete messages of others
  'spark-compliance:memberships_read', // name the other person of a 1:1 space
  'spark:people_read', // who signed in, and which organisation people belong to
  'spark:kms', // events arrive encrypted without it
];

/** A call to Webex's token endpoint takes no longer, seconds. */
const TIMEOUT_S = 30;

/** Webex's documented lives, where an answer names none. Seconds. */
const ACCESS_LIFE_S = 1_209_599;
const REFRESH_LIFE_S = 7_775_999;

export interface OAuth {
  authorizeUrl(begun: { state: string; verifier: string }): Promise<string>;
  /** Null where Webex refuses the code or its verifier. Throws as `refresh` does. */
  exchange(callback: { code: string; verifier: string }): Promise<TokenSet | null>;
  /**
   * Null where Webex refuses the refresh token: the sign-in is over. Throws UnreachableError where it cannot be asked,
   * RefusedError where it refuses us for another reason (a wrong client secret), OddAnswerError for any other answer.
   */
  refresh(tokens: TokenSet): Promise<TokenSet | null>;
}

interface OAuthParts {
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly redirectUri: string;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
}

export function createOAuth(parts: OAuthParts): OAuth {
  const { clock, redirectUri } = parts;
  const client = clientOf(parts);

  return {
    authorizeUrl: async ({ state, verifier }) =>
      buildAuthorizationUrl(client, {
        redirect_uri: redirectUri,
        scope: SCOPES.join(' '),
        state,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).href,

    exchange: ({ code, verifier }) => {
      const callback = new URL(redirectUri);
      callback.searchParams.set('code', code);
      // The state was checked, and spent, by the desk that made it.
      return granted(() => authorizationCodeGrant(client, callback, { pkceCodeVerifier: verifier }), clock, null);
    },

    refresh: (tokens) => granted(() => refreshTokenGrant(client, tokens.refreshToken.reveal()), clock, tokens),
  };
}

export function missingScopes(granted: readonly string[]): readonly string[] {
  // Webex may leave the list out of its answer, which says nothing about what was granted.
  return granted.length === 0 ? [] : SCOPES.filter((scope) => !granted.includes(scope));
}

function clientOf({ apiUrl, clientId, clientSecret, dispatcher }: OAuthParts): Configuration {
  const client = new Configuration(
    {
      issuer: apiUrl,
      authorization_endpoint: `${apiUrl}/authorize`,
      token_endpoint: `${apiUrl}/access_token`,
    },
    clientId,
    undefined,
    ClientSecretPost(clientSecret.reveal()),
  );
  client.timeout = TIMEOUT_S;
  // One HTTP client everywhere: same pool, same proxy. The two fetch types differ only in their declarations.
  const throughOurPool = (url: string, options: object): Promise<unknown> =>
    undiciFetch(url, { ...(options as RequestInit), dispatcher });
  client[customFetch] = throughOurPool as NonNullable<Configuration[typeof customFetch]>;
  if (new URL(apiUrl).protocol === 'http:') permitLoopback(client);
  return client;
}

/** The configuration admits http on loopback only. */
function permitLoopback(client: Configuration): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked deprecated only so that it stands out
  allowInsecureRequests(client);
}

/** A refused grant is an answer; every other failure says nothing about the grant. */
async function granted(
  ask: () => Promise<TokenEndpointResponse>,
  clock: Clock,
  before: TokenSet | null,
): Promise<TokenSet | null> {
  try {
    return tokenSet(await ask(), clock.now(), before);
  } catch (error) {
    if (isRefusedGrant(error)) return null;
    throw signInFailure(error);
  }
}

/** Lives are relative to the answer; kept as absolute times at once. What a refresh leaves out stays as it was. */
function tokenSet(answer: TokenEndpointResponse, nowMs: number, before: TokenSet | null): TokenSet {
  const ends = (seconds: unknown, life: number): string =>
    new Date(nowMs + (typeof seconds === 'number' ? seconds : life) * 1_000).toISOString();
  const { access_token, refresh_token, expires_in, scope } = answer;
  const refreshToken =
    refresh_token === undefined ? before?.refreshToken : new Secret('refresh token' as const, refresh_token);
  if (refreshToken === undefined) throw new OddAnswerError('Webex granted no refresh token');
  return {
    accessToken: new Secret('officer token', access_token),
    accessEndsAt: ends(expires_in, ACCESS_LIFE_S),
    refreshToken,
    refreshEndsAt: ends(answer['refresh_token_expires_in'], REFRESH_LIFE_S),
    scopes: scope === undefined ? (before?.scopes ?? []) : scope.split(/[\s,]+/).filter(Boolean),
  };
}

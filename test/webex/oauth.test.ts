import { describe, expect, it } from 'vitest';
import { OddAnswerError, RefusedError, UnreachableError } from '../../src/errors.js';
import { Secret } from '../../src/secret.js';
import { createOAuth, missingScopes, SCOPES, type OAuth } from '../../src/webex/oauth.js';
import { serve, type Answer } from '../http/local-server.js';
import { directDispatcher, testTime } from '../http/test-parts.js';
import { tokenSet } from './memory-vault.js';
import { CLIENT_SECRET, TokenEndpoint } from './token-endpoint.js';

const VERIFIER = 'v'.repeat(64);

function oauthAt(url: string, secret = CLIENT_SECRET): OAuth {
  return createOAuth({
    apiUrl: `${url}/v1`,
    clientId: 'C123',
    clientSecret: new Secret('client secret', secret),
    redirectUri: 'http://localhost:5000/callback',
    dispatcher: directDispatcher(),
    clock: testTime().clock,
  });
}

describe('the authorize address', () => {
  it('asks for a code with PKCE, our scopes and the state', async () => {
    const location = new URL(await oauthAt('http://127.0.0.1:9').authorizeUrl({ state: 'abc', verifier: VERIFIER }));
    expect(location.pathname).toBe('/v1/authorize');
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'C123',
      redirect_uri: 'http://localhost:5000/callback',
      scope: SCOPES.join(' '),
      state: 'abc',
      code_challenge_method: 'S256',
    });
    expect(location.href).not.toContain(VERIFIER);
    expect(location.href).not.toContain(CLIENT_SECRET);
  });
});

describe('exchanging a code', () => {
  async function begun() {
    const endpoint = new TokenEndpoint();
    const server = await serve(endpoint.answer);
    const oauth = oauthAt(server.url);
    const code = endpoint.consent(await oauth.authorizeUrl({ state: 'abc', verifier: VERIFIER }));
    return { oauth, code, server };
  }

  it('gives tokens with absolute ends', async () => {
    const { oauth, code, server } = await begun();
    const tokens = await oauth.exchange({ code, verifier: VERIFIER });
    expect(tokens?.accessToken.reveal()).toBe('access-1');
    expect(tokens).toMatchObject({
      accessEndsAt: '2026-12-08T11:59:59.000Z',
      refreshEndsAt: '2027-02-22T11:59:59.000Z',
    });
    expect(new URLSearchParams(server.arrived[0]?.body).get('redirect_uri')).toBe('http://localhost:5000/callback');
    expect(server.arrived[0]?.headers.authorization).toBeUndefined();
  });

  it('is refused with another verifier', async () => {
    const { oauth, code } = await begun();
    expect(await oauth.exchange({ code, verifier: 'w'.repeat(64) })).toBeNull();
  });

  it('is refused the second time', async () => {
    const { oauth, code } = await begun();
    expect(await oauth.exchange({ code, verifier: VERIFIER })).not.toBeNull();
    expect(await oauth.exchange({ code, verifier: VERIFIER })).toBeNull();
  });

  it('is our own fault with a wrong client secret', async () => {
    const { code, server } = await begun();
    await expect(oauthAt(server.url, 'wrong').exchange({ code, verifier: VERIFIER })).rejects.toBeInstanceOf(
      RefusedError,
    );
  });
});

describe('refreshing', () => {
  const old = tokenSet('old', '2026-11-24T13:00:00.000Z');
  const refreshAt = async (answer: Answer) => oauthAt((await serve(() => answer)).url).refresh(old);

  it('keeps what the answer leaves out', async () => {
    const renewed = await refreshAt({ body: { access_token: 'new', expires_in: 60, token_type: 'Bearer' } });
    expect(renewed?.refreshToken.reveal()).toBe('refresh-of-old');
    expect(renewed).toMatchObject({ accessEndsAt: '2026-11-24T12:01:00.000Z', scopes: SCOPES });
  });

  it('is over when Webex refuses the grant', async () => {
    expect(await refreshAt({ status: 400, body: { error: 'invalid_grant' } })).toBeNull();
  });

  it.each<[string, Answer, new (...parts: never[]) => Error]>([
    ['a wrong secret', { status: 401, body: { error: 'invalid_client' } }, RefusedError],
    ['too many live tokens', { status: 400, body: { error: 'tokenlimit_reached' } }, RefusedError],
    [
      'a limit, in HTML',
      { status: 429, headers: { 'retry-after': '60', 'content-type': 'text/html' }, body: '<p>' },
      UnreachableError,
    ],
    ['an outage', { status: 503, body: '<html>' }, UnreachableError],
    ['a wrong address', { status: 404, body: '<html>' }, RefusedError],
    ['a lost connection', 'reset', UnreachableError],
    ['an answer without a token', { body: { hello: 'there' } }, OddAnswerError],
    ['an answer that is no JSON', { headers: { 'content-type': 'text/html' }, body: '<html>' }, OddAnswerError],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, OddAnswerError],
  ])('tells %s apart', async (_name, answer, kind) => {
    const error = await refreshAt(answer).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).not.toMatch(/integration-secret|refresh-of-old/);
  });
});

describe('missingScopes', () => {
  it('names what was not granted, and nothing where Webex does not say', () => {
    expect(missingScopes(['spark:kms'])).not.toContain('spark:kms');
    expect(missingScopes(['spark:kms'])).toContain('spark-compliance:messages_write');
    expect(missingScopes([])).toEqual([]);
  });
});

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALL_SCOPES, openStage, REDIRECT, send } from './support.js';
import type { Answer, Stage } from './support.js';

const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.stop());

async function authorize(changed: Record<string, string> = {}): Promise<Answer> {
  const { org, sim } = stage;
  const query = new URLSearchParams({
    client_id: org.clientId,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: ALL_SCOPES,
    state: 'the-state',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    login_hint: org.officers[0].email,
    ...changed,
  });
  return send(`${sim.url}/v1/authorize?${query.toString()}`, { method: 'GET' });
}

function token(form: Record<string, string>): Promise<Answer> {
  const { org, sim } = stage;
  const client = { client_id: org.clientId, client_secret: org.clientSecret };
  return send(`${sim.url}/v1/access_token`, { method: 'POST', form: { ...client, ...form } });
}

const returned = (answer: Answer): URLSearchParams => new URL(String(answer.headers.location)).searchParams;
const redeem = (code: string, verifier = VERIFIER): Promise<Answer> =>
  token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier });

test('a code with the right verifier gives tokens, once', async () => {
  const back = returned(await authorize());
  expect(back.get('state')).toBe('the-state');
  const code = back.get('code') ?? '';
  const granted = await redeem(code);
  expect(granted.json).toMatchObject({
    expires_in: 1_209_599,
    refresh_token_expires_in: 7_775_999,
    scope: ALL_SCOPES,
    token_type: 'Bearer',
  });
  const me = await stage.ask(String(granted.json.access_token), 'GET', '/v1/people/me');
  expect(me.json.id).toBe(stage.org.officers[0].id);
  expect(await redeem(code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
});

test('a wrong verifier, a wrong secret and an old code give none', async () => {
  const code = async (): Promise<string> => returned(await authorize()).get('code') ?? '';
  expect((await redeem(await code(), 'w'.repeat(43))).status).toBe(400);
  const wrong = await token({ grant_type: 'authorization_code', code: await code(), client_secret: 'wrong' });
  expect(wrong).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  const old = await code();
  await stage.sim.set({ clockOffsetMs: 601_000 });
  expect((await redeem(old)).status).toBe(400);
});

test('an unregistered scope comes back as an error, a foreign redirect does not come back', async () => {
  const refused = returned(await authorize({ scope: 'spark-admin:everything' }));
  expect([refused.get('error'), refused.get('state'), refused.get('code')]).toEqual([
    'invalid_scope',
    'the-state',
    null,
  ]);
  expect(await authorize({ redirect_uri: 'http://evil.example/' })).toMatchObject({ status: 400 });
});

test('without a hint the page offers the people', async () => {
  const page = await authorize({ login_hint: 'nobody@nowhere.example' });
  expect(page.text).toContain(`value="${stage.org.officers[0].email}"`);
});

test('refreshing gives a new access token; expiry and rotation are the script’s', async () => {
  const { sim, org, ask } = stage;
  const first = (await redeem(returned(await authorize()).get('code') ?? '')).json;
  const refresh = (value: unknown): Promise<Answer> =>
    token({ grant_type: 'refresh_token', refresh_token: String(value) });
  await sim.expireTokens(org.officers[0].email, 'access');
  expect((await ask(String(first.access_token), 'GET', '/v1/people/me')).status).toBe(401);
  const second = (await refresh(first.refresh_token)).json;
  expect(second.refresh_token).toBe(first.refresh_token);
  expect((await ask(String(second.access_token), 'GET', '/v1/people/me')).status).toBe(200);
  await sim.set({ rotateRefreshTokens: true });
  const third = (await refresh(first.refresh_token)).json;
  expect(third.refresh_token).not.toBe(first.refresh_token);
  expect((await refresh(first.refresh_token)).status).toBe(400);
  await sim.expireTokens(org.officers[0].email, 'refresh');
  expect(await refresh(third.refresh_token)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
});

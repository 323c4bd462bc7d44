import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/model.js';
import type { Random, SignInDesk } from '../../src/ports.js';
import { Secret } from '../../src/secret.js';
import { createOAuth } from '../../src/webex/oauth.js';
import { createSignInDesk, type DeskParts } from '../../src/webex/sign-in-desk.js';
import { serve, type Answer } from '../http/local-server.js';
import { directDispatcher, httpFor, recordingLog, testTime } from '../http/test-parts.js';
import { memoryVault } from './memory-vault.js';
import { CLIENT_SECRET, TokenEndpoint } from './token-endpoint.js';

const ME = { id: 'olivia', emails: ['olivia@example.com'], displayName: 'Olivia Officer', type: 'person' };
const STATE_REFUSED = { ok: false, refusal: { kind: 'state' } };

type Query = Record<string, string>;

interface Org {
  readonly me?: Answer;
  readonly events?: Answer;
}

/** Webex, small; and the desk in front of it. */
async function aDesk(org: Org = {}, changes: Partial<DeskParts> = {}) {
  const endpoint = new TokenEndpoint();
  const server = await serve((request) => {
    if (request.url === '/access_token') return endpoint.answer(request);
    return request.url.startsWith('/people/me') ? (org.me ?? { body: ME }) : (org.events ?? { body: { items: [] } });
  });
  const [time, vault, log, signedIn] = [testTime(), memoryVault(), recordingLog(), [] as Session[]];
  const oauth = createOAuth({
    apiUrl: server.url,
    clientId: 'C123',
    clientSecret: new Secret('client secret', CLIENT_SECRET),
    redirectUri: 'http://localhost:5000/callback',
    dispatcher: directDispatcher(),
    clock: time.clock,
  });
  const desk = createSignInDesk({
    oauth,
    http: httpFor(server.url, time, log),
    vault,
    clock: time.clock,
    random: counting(),
    log,
    isOfficer: ({ id }) => id === 'olivia',
    signingIn: () => Promise.resolve(),
    signedIn: (session) => void signedIn.push(session),
    ...changes,
  });
  return { desk, endpoint, server, time, vault, log, signedIn };
}

function counting(): Pick<Random, 'token'> {
  let count = 0;
  return { token: (length) => `t${(count += 1)}`.padEnd(length, 'x') };
}

/** As far as the consent page: what the browser comes back with. */
async function begun(desk: SignInDesk, endpoint: TokenEndpoint) {
  const { location, browser } = await desk.begin();
  const state = new URL(location).searchParams.get('state') ?? '';
  return { query: { state, code: endpoint.consent(location) }, browser };
}

describe('the sign-in desk', () => {
  it('keeps the tokens of an officer with the role', async () => {
    const { desk, endpoint, vault, signedIn, server } = await aDesk();
    const { query, browser } = await begun(desk, endpoint);
    const result = await desk.finish(query, browser);
    expect(result).toMatchObject({
      ok: true,
      session: { personId: 'olivia', displayName: 'Olivia Officer', signedInAt: '2026-11-24T12:00:00.000Z' },
    });
    expect((await vault.get('olivia'))?.tokens.accessToken.reveal()).toBe('access-1');
    expect(signedIn).toHaveLength(1);
    expect(server.arrived.map(({ url }) => url.split('?')[0])).toEqual(['/access_token', '/people/me', '/events']);
  });

  it.each<[string, (query: Query, browser: string) => [Query, string | null]]>([
    ['without state', ({ code = '' }, browser) => [{ code }, browser]],
    ['with a state of nobody', (query, browser) => [{ ...query, state: 'guessed' }, browser]],
    ['with a state by the name of a built-in', (query, browser) => [{ ...query, state: 'constructor' }, browser]],
    ['from another browser', (query) => [query, 'another']],
    ['from a browser without our cookie', (query) => [query, null]],
  ])('refuses one %s, and asks Webex nothing', async (_name, change) => {
    const { desk, endpoint, vault, server } = await aDesk();
    const { query, browser } = await begun(desk, endpoint);
    expect(await desk.finish(...change(query, browser))).toEqual(STATE_REFUSED);
    expect(server.arrived).toEqual([]);
    expect(await vault.list()).toEqual([]);
  });

  it('refuses a state that was used', async () => {
    const { desk, endpoint } = await aDesk();
    const { query, browser } = await begun(desk, endpoint);
    await desk.finish(query, browser);
    expect(await desk.finish(query, browser)).toEqual(STATE_REFUSED);
  });

  it('lets one of two at the same time through', async () => {
    const { desk, endpoint } = await aDesk();
    const { query, browser } = await begun(desk, endpoint);
    const results = await Promise.all([desk.finish(query, browser), desk.finish(query, browser)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('refuses a state after ten minutes', async () => {
    const { desk, endpoint, time } = await aDesk();
    const { query, browser } = await begun(desk, endpoint);
    time.pass(600_000);
    expect(await desk.finish(query, browser)).toEqual(STATE_REFUSED);
  });

  it('keeps a thousand open, and drops the oldest of more', async () => {
    const { desk, endpoint } = await aDesk();
    const [oldest, second] = [await begun(desk, endpoint), await begun(desk, endpoint)];
    for (let i = 0; i < 999; i += 1) await desk.begin();
    expect(await desk.finish(oldest.query, oldest.browser)).toEqual(STATE_REFUSED);
    expect(await desk.finish(second.query, second.browser)).toMatchObject({ ok: true });
  });

  it('refuses a code that was used elsewhere', async () => {
    const { desk, endpoint, vault } = await aDesk();
    const [first, second] = [await begun(desk, endpoint), await begun(desk, endpoint)];
    await desk.finish(first.query, first.browser);
    await vault.remove('olivia');
    const result = await desk.finish({ ...second.query, code: first.query.code }, second.browser);
    expect(result).toEqual({ ok: false, refusal: { kind: 'code-refused' } });
    expect(await vault.list()).toEqual([]);
  });

  it('refuses a code that another sign-in began: its PKCE verifier does not fit', async () => {
    const { desk, endpoint } = await aDesk();
    const [first, second] = [await begun(desk, endpoint), await begun(desk, endpoint)];
    const result = await desk.finish({ ...second.query, code: first.query.code }, second.browser);
    expect(result).toEqual({ ok: false, refusal: { kind: 'code-refused' } });
  });

  it('hands on what Webex says when a person declines', async () => {
    const { desk, endpoint, server } = await aDesk();
    const { query, browser } = await begun(desk, endpoint);
    const back = { state: query.state, error: 'access_denied', error_description: '<b>No</b>' };
    expect(await desk.finish(back, browser)).toEqual({
      ok: false,
      refusal: { kind: 'webex', error: 'access_denied', description: '<b>No</b>' },
    });
    expect(server.arrived).toEqual([]);
  });

  it('refuses a stranger, and keeps nothing', async () => {
    const { desk, endpoint, vault, signedIn } = await aDesk({
      me: { body: { ...ME, id: 'paul', displayName: 'Paul Plain' } },
    });
    const { query, browser } = await begun(desk, endpoint);
    expect(await desk.finish(query, browser)).toMatchObject({ refusal: { kind: 'not-officer', name: 'Paul Plain' } });
    expect(await vault.list()).toEqual([]);
    expect(signedIn).toEqual([]);
  });

  it('refuses an officer without the role, and keeps nothing', async () => {
    const { desk, endpoint, vault } = await aDesk({ events: { status: 403, body: { message: 'no' } } });
    const { query, browser } = await begun(desk, endpoint);
    expect(await desk.finish(query, browser)).toMatchObject({ refusal: { kind: 'no-role', name: 'Olivia Officer' } });
    expect(await vault.list()).toEqual([]);
  });

  it('tells an outage from a refusal, and shows no token in the log', async () => {
    const { desk, endpoint, vault, log } = await aDesk({ me: { body: 'not JSON' } });
    const { query, browser } = await begun(desk, endpoint);
    expect(await desk.finish(query, browser)).toEqual({ ok: false, refusal: { kind: 'unreachable' } });
    expect(await vault.list()).toEqual([]);
    expect(log.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(log.lines)).not.toMatch(/access-1|refresh-1|integration-secret/);
  });

  it('keeps nothing when the step before keeping fails', async () => {
    const { desk, endpoint, vault } = await aDesk({}, { signingIn: () => Promise.reject(new Error('audit is full')) });
    const { query, browser } = await begun(desk, endpoint);
    expect(await desk.finish(query, browser)).toMatchObject({ ok: false });
    expect(await vault.list()).toEqual([]);
  });
});

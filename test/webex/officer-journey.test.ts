import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createHttpClient } from '../../src/http/client.js';
import { createWebexClock, systemTime } from '../../src/http/webex-clock.js';
import { createMetrics } from '../../src/metrics.js';
import { Secret } from '../../src/secret.js';
import { SimulatorClient } from '../../src/simulator/client.js';
import type { OrgInfo } from '../../src/simulator/control-types.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/simulator.js';
import { createWebServer } from '../../src/web/server.js';
import { createEventReader } from '../../src/webex/compliance.js';
import { createDeleter } from '../../src/webex/deletion.js';
import { createLanes } from '../../src/webex/lanes.js';
import { createOAuth } from '../../src/webex/oauth.js';
import { createOfficerCalls } from '../../src/webex/officer-calls.js';
import { createSignInDesk } from '../../src/webex/sign-in-desk.js';
import { createTokens } from '../../src/webex/tokens.js';
import { directDispatcher, recordingLog } from '../http/test-parts.js';
import { memoryVault } from './memory-vault.js';
import { collect } from './officer.js';

const PUBLIC_URL = 'http://localhost:5000';
const DAY_MS = 86_400_000;
const RUNNING = new AbortController().signal;

let simulator: RunningSimulator;
let client: SimulatorClient;
let org: OrgInfo;

beforeAll(async () => {
  simulator = await startSimulator({ people: 40, messages: 600, redirectUris: [`${PUBLIC_URL}/callback`] });
  client = new SimulatorClient(simulator.url);
  org = await client.org();
});
afterAll(() => simulator.stop());

/** The officers' side and the web side, joined as the bot joins them, against the simulated org. */
async function aBot() {
  const [dispatcher, log, vault] = [directDispatcher(), recordingLog(), memoryVault()];
  const clock = createWebexClock(systemTime);
  const apiUrl = `${simulator.url}/v1`;
  const http = createHttpClient({ baseUrl: apiUrl, dispatcher, clock, log, random: Math.random });
  const clientSecret = new Secret('client secret', org.clientSecret);
  const oauth = createOAuth({
    apiUrl,
    clientId: org.clientId,
    clientSecret,
    redirectUri: `${PUBLIC_URL}/callback`,
    dispatcher,
    clock,
  });
  const help = { loginUrl: `${PUBLIC_URL}/login`, tunnel: null };
  const tokens = createTokens({ vault, oauth, clock, log, help, ended: () => undefined });
  const calls = createOfficerCalls({ http, tokens, lanes: createLanes({ clock, log }) });
  const desk = createSignInDesk({
    oauth,
    http,
    vault,
    clock,
    log,
    random: { token: (length: number) => crypto.randomUUID().replaceAll('-', '').repeat(2).slice(0, length) },
    isOfficer: ({ email }) => org.officers.some((officer) => officer.email === email),
    signingIn: () => Promise.resolve(),
    signedIn: () => undefined,
  });
  const server = createWebServer({
    port: 0,
    host: '127.0.0.1',
    publicUrl: PUBLIC_URL,
    trustProxy: null,
    desk: () => desk,
    webhook: null,
    readiness: () => Promise.resolve([]),
    status: () => Promise.resolve(null),
    metrics: createMetrics(() => Promise.resolve(null)),
    log,
  });
  onTestFinished(() => server.stop());
  const { port } = await server.start();
  return {
    vault,
    tokens,
    log,
    address: `http://127.0.0.1:${port}`,
    reader: createEventReader({ calls, clock, log }),
    deleter: createDeleter({ calls, log }),
  };
}

/** A browser in which `email` is signed in to Webex opens /login and comes back. */
async function signIn(address: string, email: string): Promise<{ status: number; text: string }> {
  const login = await visit(`${address}/login`);
  const consent = await visit(login.location, `sim_person=${encodeURIComponent(email)}`);
  const back = new URL(consent.location);
  return visit(`${address}${back.pathname}${back.search}`, login.cookie);
}

async function visit(url: string, cookie = '') {
  const { statusCode, headers, body } = await request(url, { headers: { cookie } });
  const set = headers['set-cookie'];
  return {
    status: statusCode,
    text: await body.text(),
    location: String(headers['location'] ?? ''),
    cookie: (typeof set === 'string' ? set : '').split(';')[0] ?? '',
  };
}

describe('an officer', () => {
  it('signs in, reads every message of the org, deletes one and finds the proof', async () => {
    const [olivia] = org.officers;
    const bot = await aBot();
    const page = await signIn(bot.address, olivia.email);
    expect(page.text).toContain('Olivia Officer');
    expect(page.status).toBe(200);

    const span = { from: new Date(Date.now() - 80 * DAY_MS).toISOString(), to: new Date().toISOString() };
    const found = await collect(bot.reader.messageEvents(olivia.id, 'created', span));
    const truth = (await client.messages()).filter(({ created }) => created >= span.from && created < span.to);
    expect(new Set(found.map(({ messageId }) => messageId))).toEqual(new Set(truth.map(({ id }) => id)));

    const target = truth.find(({ roomType, deletedAt }) => roomType === 'direct' && deletedAt === undefined)!;
    expect(await bot.deleter.delete(olivia.id, target.id, RUNNING)).toMatchObject({ status: 204 });
    expect(await bot.deleter.delete(olivia.id, target.id, RUNNING)).toMatchObject({ status: 410 });
    expect(await client.deletions()).toMatchObject([{ messageId: target.id, personId: olivia.id }]);

    // Our reading of Webex's time is up to a second behind, and so is what we may ask for.
    await vi.waitFor(
      async () => {
        const present = { from: span.from, to: new Date(Date.now() + DAY_MS).toISOString() };
        const deleted = await collect(bot.reader.messageEvents(olivia.id, 'deleted', present));
        expect(deleted.find(({ messageId }) => messageId === target.id)).toMatchObject({ actorId: olivia.id });
      },
      { timeout: 5_000 },
    );
    expect(await bot.reader.members(olivia.id, target.roomId)).toHaveLength(2);
    expect(await bot.reader.people(olivia.id, [target.personId])).toMatchObject([{ email: target.personEmail }]);
  });

  it('stays signed in over an expired access token, and not over an expired refresh token', async () => {
    const [, oscar] = org.officers;
    const bot = await aBot();
    await signIn(bot.address, oscar.email);
    await client.expireTokens(oscar.id, 'access');
    expect(await bot.reader.probe(oscar.id)).toEqual({ ok: true });
    await client.expireTokens(oscar.id, 'access');
    await client.expireTokens(oscar.id, 'refresh');
    expect(await bot.reader.probe(oscar.id)).toMatchObject({ ok: false, cause: 'not-signed-in' });
    expect(await bot.vault.list()).toEqual([]);
  });

  it('without the role is told so, and nothing is kept', async () => {
    const [, oscar] = org.officers;
    const bot = await aBot();
    await client.setOfficer(oscar.id, false);
    const page = await signIn(bot.address, oscar.email);
    await client.setOfficer(oscar.id, true);
    expect(page.status).toBe(403);
    expect(page.text).toContain('compliance officer role');
    expect(await bot.vault.list()).toEqual([]);
  });

  it('is not who merely has a Webex account', async () => {
    const bot = await aBot();
    const page = await signIn(bot.address, org.member.email);
    expect(page.status).toBe(403);
    expect(page.text).toContain('not one of the officers');
    expect(await bot.vault.list()).toEqual([]);
  });
});

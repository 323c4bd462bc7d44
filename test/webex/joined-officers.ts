import { randomBytes } from 'node:crypto';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { createHttpClient } from '../../src/http/client.js';
import { createWebexClock, systemTime } from '../../src/http/webex-clock.js';
import { createMetrics } from '../../src/metrics.js';
import type { Vault } from '../../src/ports.js';
import { Secret } from '../../src/secret.js';
import type { OrgInfo } from '../../src/simulator/control-types.js';
import { createWebServer } from '../../src/web/server.js';
import { createEventReader } from '../../src/webex/compliance.js';
import { createDeleter } from '../../src/webex/deletion.js';
import { createLanes } from '../../src/webex/lanes.js';
import { createOAuth } from '../../src/webex/oauth.js';
import { createOfficerCalls } from '../../src/webex/officer-calls.js';
import type { SignInEnding } from '../../src/webex/renewal.js';
import { createSignInDesk } from '../../src/webex/sign-in-desk.js';
import { createTokens } from '../../src/webex/tokens.js';
import { directDispatcher, recordingLog } from '../http/test-parts.js';
import { memoryVault } from './memory-vault.js';

const PUBLIC_URL = 'http://localhost:5000';
export const REDIRECT_URI = `${PUBLIC_URL}/callback`;

/** The officers' side and the web side, joined as the bot joins them, against the simulated org at `url`. */
export async function joinedOfficers(url: string, org: OrgInfo, vault: Vault = memoryVault()) {
  const [dispatcher, log, endings] = [directDispatcher(), recordingLog(), [] as SignInEnding[]];
  const clock = createWebexClock(systemTime);
  const apiUrl = `${url}/v1`;
  const http = createHttpClient({ baseUrl: apiUrl, dispatcher, clock, log, random: Math.random });
  const clientSecret = new Secret('client secret', org.clientSecret);
  const oauth = createOAuth({
    ...{ apiUrl, clientSecret, dispatcher, clock },
    clientId: org.clientId,
    redirectUri: REDIRECT_URI,
  });
  const help = { loginUrl: `${PUBLIC_URL}/login`, tunnel: null };
  const tokens = createTokens({
    ...{ vault, oauth, clock, log, help },
    ending: () => Promise.resolve(),
    ended: (ending) => void endings.push(ending),
  });
  const calls = createOfficerCalls({ http, tokens, lanes: createLanes({ clock, log }) });
  /** How far the desk's clock is ahead of Webex's, ms. */
  const desk = { aheadMs: 0 };
  const signInDesk = createSignInDesk({
    ...{ oauth, http, vault, log },
    clock: { ...clock, now: () => clock.now() + desk.aheadMs },
    random: { token: (length) => randomBytes(length).toString('hex').slice(0, length) },
    isOfficer: ({ email }) => org.officers.some((officer) => officer.email === email),
    signingIn: () => Promise.resolve(),
    signedIn: () => undefined,
  });
  const server = createWebServer({
    port: 0,
    host: '127.0.0.1',
    publicUrl: PUBLIC_URL,
    trustProxy: null,
    desk: () => signInDesk,
    webhook: null,
    readiness: () => Promise.resolve([]),
    status: () => Promise.resolve(null),
    metrics: createMetrics({ standing: () => Promise.resolve(null), deafForMs: () => 0 }),
    log,
  });
  onTestFinished(() => server.stop());
  const { port } = await server.start();
  return {
    ...{ vault, tokens, log, desk, endings },
    address: `http://127.0.0.1:${String(port)}`,
    reader: createEventReader({ calls, clock, log }),
    deleter: createDeleter({ calls, log }),
  };
}

export interface Seen {
  readonly status: number;
  readonly text: string;
}

/** A sign-in on its way: where Webex sent the browser back to, and the cookie that the browser holds. */
export interface ComingBack {
  readonly query: URLSearchParams;
  readonly cookie: string;
}

/** A browser in which `email` is signed in to Webex opens /login; `change` is what Webex makes of the address it is sent to. */
export async function beginIn(
  address: string,
  email: string,
  change: (authorize: URL) => void = () => undefined,
): Promise<ComingBack> {
  const login = await visit(`${address}/login`);
  const authorize = new URL(login.location);
  change(authorize);
  const consent = await visit(authorize.href, `sim_person=${encodeURIComponent(email)}`);
  return { query: new URL(consent.location).searchParams, cookie: login.cookie };
}

export function finishIn(address: string, { query, cookie }: ComingBack): Promise<Seen> {
  return visit(`${address}/callback?${query.toString()}`, cookie);
}

export async function signInTo(address: string, email: string): Promise<Seen> {
  return finishIn(address, await beginIn(address, email));
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

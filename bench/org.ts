import { request } from 'undici';
import { spawnSimulator, type SpawnedSimulator } from '../src/simulator/spawn.js';
import type { OrgInfo } from '../src/simulator/control-types.js';
import type { TimeSpan } from '../src/model.js';
import { SCOPES } from '../src/webex/oauth.js';

const DAY_MS = 86_400_000;
const REDIRECT_URI = 'http://localhost:5000/callback';
export const SPACES = 2_000;
/** Beside each four 1:1 spaces one group; in one 1:1 space of twenty somebody of another organisation. */
const OTHERS = { groups: 0.25, strangers: 0.05 };

export interface BenchOrg {
  readonly simulator: SpawnedSimulator;
  readonly apiUrl: string;
  readonly info: OrgInfo;
  /** Where the messages lie. */
  readonly span: TimeSpan;
  /** An access token of the first officer. */
  readonly token: string;
}

/**
 * An organisation in a process of its own with so many messages between 31 and 89 days old, one officer signed in. The two
 * people of a 1:1 space (`spaces` of them) write in no other.
 */
export async function startOrg(messages: number, latencyMs: number, spaces = SPACES): Promise<BenchOrg> {
  const simulator = await spawnSimulator({ people: 20, messages: 0, redirectUris: [REDIRECT_URI] });
  const { client, url } = simulator;
  const [from, to] = [89, 31].map((days) => new Date(Date.now() - days * DAY_MS).toISOString()) as [string, string];
  const info = await client.org();
  const rooms = { rooms: spaces, groupRooms: spaces * OTHERS.groups, strangers: OTHERS.strangers };
  await client.addBulk({ count: messages, ...rooms, from, to });
  const apiUrl = `${url}/v1`;
  const token = await signIn(apiUrl, info);
  await client.set({ latencyMs });
  await client.clearRequests();
  return { simulator, apiUrl, info, span: { from, to }, token };
}

async function signIn(apiUrl: string, info: OrgInfo): Promise<string> {
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: info.clientId,
    redirect_uri: REDIRECT_URI,
    scope: SCOPES.join(' '),
  });
  const consent = await request(`${apiUrl}/authorize?${asked.toString()}`, {
    headers: { cookie: `sim_person=${encodeURIComponent(info.officers[0].email)}` },
  });
  await consent.body.dump();
  const code = new URL(String(consent.headers['location'])).searchParams.get('code') ?? '';
  const answer = await request(`${apiUrl}/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: info.clientId,
      client_secret: info.clientSecret,
      redirect_uri: REDIRECT_URI,
      code,
    }).toString(),
  });
  return ((await answer.body.json()) as { access_token: string }).access_token;
}

import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { setWebhooksRight } from '../../src/bot/own-webhooks.js';
import { createWebhookRest, type Webhook } from '../../src/bot/webhook-rest.js';
import { createWebhookWatch } from '../../src/bot/webhook-watch.js';
import { Secret } from '../../src/secret.js';
import type { OrgInfo } from '../../src/simulator/control-types.js';
import { spawnSimulator, type SpawnedSimulator } from '../../src/simulator/spawn.js';
import { httpFor, recordingLog, testTime } from '../http/test-parts.js';
import { send } from '../simulator/support.js';

const TARGET = 'http://localhost:5999/webhook';
const OTHER = {
  name: 'another app',
  targetUrl: 'http://localhost:5998/webhook',
  resource: 'messages',
  event: 'created',
  secret: 'the secret of another app',
};
const BOTH = [
  { resource: 'attachmentActions', event: 'created', targetUrl: TARGET, status: 'active' },
  { resource: 'messages', event: 'created', targetUrl: TARGET, status: 'active' },
];

let simulator: SpawnedSimulator;
let org: OrgInfo;

beforeAll(async () => {
  simulator = await spawnSimulator({ people: 3, messages: 0 });
  org = await simulator.client.org();
});

afterAll(() => simulator.stop());

beforeEach(async () => {
  await simulator.client.clearFaults();
  for (const { id } of await all()) await ask('DELETE', `/webhooks/${id}`);
});

function partsOf({ targetUrl = TARGET, secret = 'our own long secret' } = {}) {
  const http = httpFor(`${simulator.url}/v1`, testTime());
  const rest = createWebhookRest({ http, token: new Secret('bot token', org.botToken) });
  return { rest, targetUrl, secret: new Secret('webhook secret', secret), log: recordingLog() };
}

const ask = (method: string, path: string, body?: object) =>
  send(`${simulator.url}/v1${path}`, { token: org.botToken, method, body });

async function all(): Promise<readonly (Webhook & { readonly secret?: string })[]> {
  const found = (await ask('GET', '/webhooks')).json.items as unknown as readonly Webhook[];
  return found.toSorted((a, b) => a.resource.localeCompare(b.resource));
}

/** So many deliveries fail before Webex switches a webhook off: nobody listens at our address here. */
async function failDeliveries(count = 100): Promise<void> {
  for (let said = 0; said < count; said += 1) {
    await simulator.client.say({ person: org.member.id, roomId: org.adminRoomId, text: 'x', mentionBot: true });
  }
}

test('two are made, and used again by the next start', async () => {
  expect(await setWebhooksRight(partsOf(), { renew: true })).toBe(true);
  const made = await all();
  expect(made).toMatchObject(BOTH);
  expect(made.every(({ filter }) => filter === undefined)).toBe(true);
  expect(await setWebhooksRight(partsOf(), { renew: true })).toBe(true);
  expect(await all()).toEqual(made);
});

test('another app’s on the same token stays as it is', async () => {
  await ask('POST', '/webhooks', OTHER);
  await ask('POST', '/webhooks', { ...OTHER, resource: 'all', event: 'all' });
  const others = await all();
  await setWebhooksRight(partsOf(), { renew: true });
  await setWebhooksRight(partsOf({ targetUrl: 'http://localhost:6001/webhook' }), { renew: true });
  const now = await all();
  expect(now).toHaveLength(4);
  expect(now).toEqual(expect.arrayContaining([...others]));
});

test('a new address and a new secret are put into those that stand', async () => {
  await setWebhooksRight(partsOf(), { renew: true });
  const before = await all();
  await setWebhooksRight(partsOf({ targetUrl: 'https://new.example/webhook', secret: 'a new secret of ours' }), {
    renew: true,
  });
  const after = await all();
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(new Set(after.map(({ targetUrl, secret }) => `${targetUrl} ${String(secret)}`))).toEqual(
    new Set(['https://new.example/webhook a new secret of ours']),
  );
});

test('what leads to our address and is none of the two goes', async () => {
  await setWebhooksRight(partsOf(), { renew: true });
  const [click, message] = await all();
  await ask('POST', '/webhooks', { ...OTHER, targetUrl: TARGET, resource: 'all', event: 'all' });
  await ask('POST', '/webhooks', { ...OTHER, targetUrl: TARGET });
  await ask('POST', '/webhooks', { ...OTHER, targetUrl: TARGET, filter: `roomId=${org.adminRoomId}` });
  await setWebhooksRight(partsOf(), { renew: false });
  expect((await all()).map(({ id }) => id)).toEqual([click?.id, message?.id]);
});

test('one beyond the first page of a hundred is found', async () => {
  for (let count = 0; count < 101; count += 1) await ask('POST', '/webhooks', OTHER);
  await setWebhooksRight(partsOf(), { renew: true });
  const { rest } = partsOf();
  expect(await rest.list()).toHaveLength(103);
  await setWebhooksRight(partsOf(), { renew: true });
  const found = await rest.list();
  expect(found).toHaveLength(103);
  for (const { id } of found) await ask('DELETE', `/webhooks/${id}`);
});

test('one that Webex switched off is noticed and on again, at the start and later', async () => {
  const parts = partsOf();
  const corrected = () =>
    parts.log.lines.filter(({ event, was }) => event === 'webhook.corrected' && was === 'inactive');
  await setWebhooksRight(parts, { renew: true });
  await failDeliveries();
  await vi.waitFor(async () => expect((await all())[1]?.status).toBe('inactive'));
  const watch = createWebhookWatch({ setRight: (how) => setWebhooksRight(parts, how), log: parts.log, everyMs: 50 });
  onTestFinished(() => watch.stop());
  await watch.start();
  expect(corrected()).toHaveLength(1);
  expect(await all()).toMatchObject(BOTH);

  await failDeliveries();
  await vi.waitFor(() => expect(corrected()).toHaveLength(2));
  expect(await all()).toMatchObject(BOTH);
});

test('the watch says no while Webex cannot be asked, and yes afterwards', async () => {
  const parts = partsOf();
  const watch = createWebhookWatch({ setRight: (how) => setWebhooksRight(parts, how), log: parts.log, everyMs: 50 });
  onTestFinished(() => watch.stop());
  await watch.start();
  expect(watch.active()).toBe(true);
  await simulator.client.addFault({ match: { method: 'GET', pathPattern: '/webhooks' }, status: 503 });
  await vi.waitFor(() => expect(watch.active()).toBe(false));
  await simulator.client.clearFaults();
  await vi.waitFor(() => expect(watch.active()).toBe(true));
});

test('a refusal of Webex at the start is told', async () => {
  await simulator.client.addFault({ match: { method: 'POST', pathPattern: '/webhooks' }, status: 403 });
  const parts = partsOf();
  const watch = createWebhookWatch({ setRight: (how) => setWebhooksRight(parts, how), log: parts.log });
  await expect(watch.start()).rejects.toMatchObject({ code: 'refused' });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { Carrier } from '../../src/bot/carrier.js';
import { prepareSdkEnvironment } from '../../src/bot/sdk-environment.js';
import { Secret } from '../../src/secret.js';
import type { OrgInfo } from '../../src/simulator/control-types.js';
import { spawnSimulator, type SpawnedSimulator } from '../../src/simulator/spawn.js';
import { send } from '../simulator/support.js';
import { keptLog } from './chat-parts.js';

const webhookUrl = 'http://localhost:5997/webhook';

let simulator: SpawnedSimulator;
let org: OrgInfo;

beforeAll(async () => {
  simulator = await spawnSimulator({ people: 3, messages: 0 });
  org = await simulator.client.org();
  prepareSdkEnvironment({
    apiUrl: `${simulator.url}/v1`,
    u2cUrl: `${simulator.url}/u2c/api/v1`,
    metricsUrl: `${simulator.url}/metrics/api/v1`,
    proxy: { httpProxy: null, httpsProxy: null, noProxy: null },
  });
});

afterAll(() => simulator.stop());

const webhooks = async (method: 'GET' | 'POST', body?: object): Promise<unknown> =>
  (await send(`${simulator.url}/v1/webhooks`, { token: org.botToken, method, body })).json.items;

/** As the framework names its own, which it would remove at each start and end. */
function namedByFramework(): object {
  const name = Buffer.from(`${new URL(webhookUrl).host} ${org.bot.email}`).toString('base64');
  return { name, targetUrl: webhookUrl, resource: 'all', event: 'all' };
}

test('without a websocket the framework speaks, and touches no webhook at start or end', async () => {
  await webhooks('POST', namedByFramework());
  const before = await webhooks('GET');
  const { log } = keptLog();
  const carrier = new Carrier({
    token: new Secret('bot token', org.botToken),
    fedramp: false,
    lost: () => undefined,
    fetch: () => Promise.reject(new Error('nothing is heard here')),
    webhookUrl,
    log,
  });
  await carrier.start();
  expect(carrier.connected()).toBe(true);
  const said = await carrier.botIn(org.adminRoomId)?.say({ markdown: 'Here I am.' });
  expect((await simulator.client.room(org.adminRoomId)).map(({ id, text }) => ({ id, text }))).toEqual([
    { id: said?.id, text: 'Here I am.' },
  ]);
  expect(await simulator.client.sockets()).toBe(0);
  await carrier.stop();
  expect(carrier.connected()).toBe(false);
  expect(await webhooks('GET')).toEqual(before);
  const { counts } = await simulator.client.requests();
  expect(Object.keys(counts).filter((name) => /devices|DELETE/.test(name))).toEqual([]);
});

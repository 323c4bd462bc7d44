import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { FrameworkChat } from '../../src/bot/framework-chat.js';
import { isExcepted } from '../../src/bot/socket-proxy.js';
import { spawnSimulator, type SpawnedSimulator } from '../../src/simulator/spawn.js';
import { chatOf, keptLog } from './chat-parts.js';
import { startConnectProxy, type ConnectProxy } from './connect-proxy.js';

let simulator: SpawnedSimulator;
let proxy: ConnectProxy;
let bot: FrameworkChat;

beforeAll(async () => {
  [simulator, proxy] = await Promise.all([spawnSimulator({ messages: 10 }), startConnectProxy()]);
});

afterAll(async () => {
  await bot.stop();
  proxy.stop();
  await simulator.stop();
});

test('websocket, the SDK’s REST and our own go through the proxy', async () => {
  const org = await simulator.client.org();
  const addresses = { httpProxy: proxy.url, httpsProxy: proxy.url, noProxy: null };
  bot = chatOf(simulator.url, org, { log: keptLog().log, proxy: addresses });
  const heard: string[] = [];
  bot.inbox.subscribe({
    message: ({ text }) => Promise.resolve(void heard.push(text)),
    action: () => Promise.resolve(),
  });
  await bot.rest.me();
  expect(proxy.tunnels.length + proxy.passed.length).toBe(1);
  await bot.start();
  expect(bot.connected()).toBe(true);
  expect(proxy.tunnels).toContain(new URL(simulator.url).host);
  expect(proxy.passed.join()).toContain('/wdm/api/v1/devices');

  await simulator.client.say({ person: org.member.email, roomId: org.adminRoomId, text: 'status', mentionBot: true });
  await vi.waitFor(() => expect(heard).toEqual(['status']));
});

test.each([
  ['mercury.wbx2.com', '', false],
  ['mercury.wbx2.com', 'wbx2.com', true],
  ['mercury.wbx2.com', 'localhost, .wbx2.com:443', true],
  ['mercury.wbx2.com', '*.wbx2.com', true],
  ['notwbx2.com', 'wbx2.com', false],
  ['anything', '*', true],
])('%s is excepted by NO_PROXY=%j: %s', (host, noProxy, excepted) => {
  expect(isExcepted(host, noProxy)).toBe(excepted);
});

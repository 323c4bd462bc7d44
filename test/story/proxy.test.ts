import { request } from 'undici';
import { afterAll, describe, expect, test } from 'vitest';
import { startConnectProxy } from '../bot/connect-proxy.js';
import { playStory } from './playing.js';
import { setScene } from './scene.js';

/** On loopback too, but nothing listens there: only the proxy knows where Webex really is. */
const WEBEX = '127.9.9.9';

const proxy = await startConnectProxy({ [WEBEX]: '127.0.0.1' });
afterAll(() => proxy.stop());

describe.each([
  ['over the websocket', {}],
  ['over webhooks', { WEBHOOK_SECRET: 'a webhook secret for the story' }],
])('behind a proxy that alone leads to Webex, %s', { timeout: 90_000 }, (_, hearing) => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 400, shownAs: WEBEX },
    env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ...hearing },
  });

  test('Webex is not reached directly', async () => {
    await expect(request(`${scene.stage.env['WEBEX_API_URL'] ?? ''}/people/me`)).rejects.toThrow('ECONNREFUSED');
  });

  test('the whole story is played, from sign-in to report', async () => {
    await playStory(scene);
    const { host } = new URL(scene.stage.env['WEBEX_API_URL'] ?? '');
    expect(host).toContain(WEBEX);
    expect(proxy.tunnels).toContain(host);
    expect(await scene.stage.webex.sockets()).toBe('WEBHOOK_SECRET' in hearing ? 0 : 1);
  });
});

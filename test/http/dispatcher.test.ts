import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { request } from 'undici';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDispatcher, type ProxySettings } from '../../src/http/dispatcher.js';
import { serve } from './local-server.js';

async function aProxy() {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on('connect', ({ url = '' }: { url?: string }, socket: Socket) => {
    tunnels.push(url);
    const [host, port] = url.split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
    onTestFinished(() => void onward.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return { tunnels, url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

async function ask(url: string, settings: Partial<ProxySettings>): Promise<number> {
  const dispatcher = createDispatcher({ httpProxy: null, httpsProxy: null, noProxy: null, ...settings });
  onTestFinished(() => dispatcher.destroy());
  const { statusCode, body } = await request(url, { dispatcher });
  await body.dump();
  return statusCode;
}

afterEach(() => vi.unstubAllEnvs());

describe('the dispatcher', () => {
  it('goes through the proxy that is set', async () => {
    const [server, proxy] = [await serve(() => ({ body: {} })), await aProxy()];
    expect(await ask(server.url, { httpProxy: proxy.url })).toBe(200);
    expect(proxy.tunnels).toEqual([server.url.replace('http://', '')]);
  });

  it('reaches the hosts of NO_PROXY directly', async () => {
    const [server, proxy] = [await serve(() => ({ body: {} })), await aProxy()];
    expect(await ask(server.url, { httpProxy: proxy.url, noProxy: 'example.com, 127.0.0.1' })).toBe(200);
    expect(proxy.tunnels).toEqual([]);
  });

  it('reads nothing from the environment', async () => {
    const [server, proxy] = [await serve(() => ({ body: {} })), await aProxy()];
    vi.stubEnv('HTTP_PROXY', proxy.url).stubEnv('http_proxy', proxy.url);
    expect(await ask(server.url, {})).toBe(200);
    expect(await ask(server.url, { httpsProxy: proxy.url })).toBe(200);
    expect(proxy.tunnels).toEqual([]);
  });
});

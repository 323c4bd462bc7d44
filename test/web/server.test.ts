import { connect } from 'node:net';
import { request as send } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMetrics } from '../../src/metrics.js';
import type { SignInDesk, SignInResult } from '../../src/ports.js';
import { createWebServer, type WebServerParts } from '../../src/web/server.js';
import { recordingLog } from '../http/test-parts.js';

const SESSION = {
  personId: 'id-of-olivia',
  email: 'olivia@example.com',
  displayName: 'Olivia <b>Officer</b>',
  signedInAt: '2026-11-24T12:00:00.000Z',
  endsAt: '2027-02-22T12:00:00.000Z',
  missingScopes: [],
};

function aDesk(result: SignInResult = { ok: true, session: SESSION }) {
  const came: (readonly [Record<string, string>, string | null])[] = [];
  const desk: SignInDesk = {
    begin: () =>
      Promise.resolve({ location: 'https://webexapis.example/v1/authorize?state=abc', browser: 'browsersecret' }),
    finish: (query, browser) => {
      came.push([{ ...query }, browser]);
      return Promise.resolve(result);
    },
  };
  return { desk, came };
}

async function aServer(changes: Partial<WebServerParts> = {}) {
  const log = recordingLog();
  const server = createWebServer({
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:5000',
    trustProxy: null,
    desk: () => aDesk().desk,
    webhook: null,
    readiness: () => Promise.resolve([]),
    status: () => Promise.resolve({ version: '0.1.0', officersSignedIn: 2, requestsOpen: 1, purgesRunning: 0 }),
    metrics: createMetrics({ standing: () => Promise.resolve(null), deafForMs: () => 0 }),
    log,
    ...changes,
  });
  onTestFinished(() => server.stop());
  const { port } = await server.start();
  const ask = async (
    path: string,
    options: { method?: 'GET' | 'POST' | 'HEAD'; headers?: Record<string, string> } = {},
  ) => {
    const { statusCode: status, headers, body } = await send(`http://127.0.0.1:${port}${path}`, options);
    return { status, headers, text: await body.text() };
  };
  return { server, port, ask, log };
}

describe('the pages', () => {
  it('show the state without names', async () => {
    const { ask } = await aServer({ readiness: () => Promise.resolve(['no officer has signed in']) });
    const { status, headers, text } = await ask('/');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch('text/html');
    expect(text).toContain('no officer has signed in');
    expect(text).toContain('http://localhost:5000/login');
  });

  it('load nothing but the style sheet, and tell nothing of the server', async () => {
    const { ask } = await aServer();
    for (const path of ['/', '/callback', '/nowhere', '/healthz']) {
      const { headers } = await ask(path);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none';style-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['strict-transport-security']).toBeUndefined();
    }
    expect((await ask('/')).text).not.toMatch(/<script|<style|style=/);
    expect((await ask('/page.css')).headers['content-type']).toMatch('text/css');
  });

  it.each(['/nowhere', '/webhook', '/..%2f..%2fpackage.json', '/login/x'])('have nothing at %s', async (path) => {
    const { status, text } = await (await aServer()).ask(path);
    expect(status).toBe(404);
    expect(text).toContain('nothing at this address');
  });

  it.each(['/login', '/callback', '/', '/webhook'])('take no POST at %s', async (path) => {
    expect((await (await aServer()).ask(path, { method: 'POST' })).status).toBe(404);
  });

  it('show no stack for an address that cannot be read, nor for a fault of ours', async () => {
    const { ask, log } = await aServer({ status: () => Promise.reject(new Error('inner words')) });
    const unreadable = await ask('/%E0%A4%A');
    const failed = await ask('/');
    expect(failed.status).toBe(500);
    expect([400, 404]).toContain(unreadable.status);
    expect(unreadable.text + failed.text).not.toMatch(/inner words|node_modules|at \w+ \(/);
    expect(log.lines).toMatchObject([{ event: 'web.listening' }, { event: 'web.failed', path: '/' }]);
  });
});

describe('health', () => {
  it('is up before anything else is', async () => {
    const { ask } = await aServer({ desk: () => null, status: () => Promise.resolve(null) });
    expect(await ask('/healthz')).toMatchObject({ status: 200, text: '{"status":"up"}' });
    expect((await ask('/')).text).toContain('starting');
    expect((await ask('/login')).status).toBe(503);
    expect((await ask('/callback?state=a&code=b')).status).toBe(400);
  });

  it('says at each request whether the bot is ready', async () => {
    const reasons: string[] = ['the bot is not connected'];
    const { ask } = await aServer({ readiness: () => Promise.resolve(reasons) });
    const before = await ask('/readyz');
    expect(before.status).toBe(503);
    expect(JSON.parse(before.text)).toEqual({ ready: false, reasons: ['the bot is not connected'] });
    reasons.pop();
    expect(await ask('/readyz')).toMatchObject({ status: 200, text: '{"ready":true,"reasons":[]}' });
  });

  it('is not ready when the checks themselves fail', async () => {
    const { ask } = await aServer({ readiness: () => Promise.reject(new Error('inner words')) });
    const { status, text } = await ask('/readyz');
    expect(status).toBe(503);
    expect(text).not.toContain('inner words');
  });
});

describe('signing in', () => {
  it('sends the browser to Webex with a cookie for the way back', async () => {
    const { status, headers } = await (await aServer()).ask('/login');
    expect(status).toBe(302);
    expect(headers['location']).toBe('https://webexapis.example/v1/authorize?state=abc');
    expect(headers['set-cookie']).toMatch(
      /^purge_sign_in=browsersecret; Max-Age=600; Path=\/callback; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
  });

  it('keeps the cookie to https and below PUBLIC_URL’s path', async () => {
    const { ask } = await aServer({ publicUrl: 'https://bots.example.com/purge/' });
    for (const path of ['/login', '/purge/login']) {
      const { headers } = await ask(path);
      expect(headers['set-cookie']).toMatch(/Path=\/purge\/callback;.*Secure/);
      expect(headers['strict-transport-security']).toBeDefined();
    }
    expect((await ask('/purge/nowhere')).text).toContain('href="/purge/page.css"');
  });

  it('hands query and cookie to the desk and greets by name, escaped', async () => {
    const { desk, came } = aDesk();
    const { ask } = await aServer({ desk: () => desk });
    const { status, text, headers } = await ask('/callback?state=abc&code=c1&code=c2&x=%3Cb%3E', {
      headers: { cookie: 'a=b; purge_sign_in=browsersecret' },
    });
    expect(status).toBe(200);
    expect(text).toContain('Olivia Officer');
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('id-of-olivia');
    expect(came).toEqual([[{ state: 'abc', x: '<b>' }, 'browsersecret']]);
    expect(headers['set-cookie']).toMatch(/^purge_sign_in=; Path=\/callback; Expires=Thu, 01 Jan 1970/);
  });

  it('spends nothing on a HEAD, as a link preview sends it', async () => {
    const { desk, came } = aDesk();
    const { ask } = await aServer({ desk: () => desk });
    const { status } = await ask('/callback?state=abc&code=c1', { method: 'HEAD' });
    expect(status).toBe(404);
    expect(came).toEqual([]);
  });

  it.each<[SignInResult & { ok: false }, number, string]>([
    [{ ok: false, refusal: { kind: 'state' } }, 400, 'older than ten minutes'],
    [
      { ok: false, refusal: { kind: 'webex', error: 'access_denied', description: '<script>alert(1)</script>"No"' } },
      403,
      '&quot;No&quot;',
    ],
    [{ ok: false, refusal: { kind: 'webex', error: 'server_error', description: null } }, 400, 'server_error'],
    [{ ok: false, refusal: { kind: 'code-refused' } }, 400, 'did not accept'],
    [
      { ok: false, refusal: { kind: 'not-officer', name: 'Eve\u202e <img src=x>', email: 'eve@example.com' } },
      403,
      'eve@example.com',
    ],
    [{ ok: false, refusal: { kind: 'no-role', name: 'Olivia', missingScopes: ['spark:kms'] } }, 403, 'spark:kms'],
    [{ ok: false, refusal: { kind: 'unreachable' } }, 424, 'did not answer'],
  ])('refuses %j in plain words', async (result, expected, words) => {
    const { desk } = aDesk(result);
    const { status, text } = await (await aServer({ desk: () => desk })).ask('/callback?state=abc');
    expect(status).toBe(expected);
    expect(text).toContain(words);
    expect(text).not.toMatch(/<script|<img|\u202e/);
  });
});

describe('the limits', () => {
  it('admit thirty sign-ins a minute, then say so in words', async () => {
    const { ask } = await aServer();
    const statuses: number[] = [];
    for (let i = 0; i < 60; i += 1) statuses.push((await ask(i % 2 === 0 ? '/login' : '/callback?state=a')).status);
    expect(new Set(statuses)).toEqual(new Set([302, 200]));
    const over = await ask('/login', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(over).toMatchObject({ status: 429 });
    expect(over.text).toContain('Too many requests');
    expect((await ask('/healthz')).status).toBe(200);
  });

  it('count by the forwarded address only when told to trust the proxy', async () => {
    const { ask } = await aServer({ trustProxy: '1' });
    const from = (address: string) => ask('/login', { headers: { 'x-forwarded-for': address } });
    for (let i = 0; i < 60; i += 1) await from('203.0.113.9');
    expect((await from('203.0.113.9')).status).toBe(429);
    expect((await from('203.0.113.10')).status).toBe(302);
  });
});

describe('starting and stopping', () => {
  it('may be asked for more than once', async () => {
    const { server, port, ask } = await aServer();
    expect(await server.start()).toEqual({ port });
    await Promise.all([server.stop(), server.stop()]);
    await expect(ask('/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('names the address when it is taken', async () => {
    const { port } = await aServer();
    await expect(aServer({ port })).rejects.toMatchObject({
      code: 'not-listening',
      message: expect.stringContaining(String(port)) as string,
    });
  });

  it('cuts off a request that does not end', async () => {
    const { server, port } = await aServer();
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n'));
    await new Promise((resolve) => socket.once('ready', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await server.stop();
    await closed;
  });
});

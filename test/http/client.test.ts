import { describe, expect, it } from 'vitest';
import { OddAnswerError, RefusedError, UnreachableError } from '../../src/errors.js';
import { LimitedError } from '../../src/http/failure.js';
import { Secret } from '../../src/secret.js';
import { serve } from './local-server.js';
import { httpFor, recordingLog, testTime } from './test-parts.js';

const TOKEN = new Secret('officer token', 'very-secret-token');
const LIMITED_PAGE = '<html><body>Too many requests</body></html>';

describe('the HTTP client', () => {
  it('sends the token, the query and JSON, and hands on the answer', async () => {
    const server = await serve(() => ({ headers: { trackingid: 'T_1' }, body: { id: 'm1' } }));
    const http = httpFor(`${server.url}/v1/`, testTime());
    const answer = await http.send({ method: 'POST', path: '/messages', query: { a: 1 }, json: { text: 'ü' } }, TOKEN);
    expect(answer).toMatchObject({ status: 200, trackingId: 'T_1', attempts: 1 });
    expect(answer.json()).toEqual({ id: 'm1' });
    expect(server.arrived).toMatchObject([
      {
        method: 'POST',
        url: '/v1/messages?a=1',
        body: '{"text":"ü"}',
        headers: { authorization: 'Bearer very-secret-token' },
      },
    ]);
  });

  it('waits as long as a 429 asks, without reading its HTML, however it says so', async () => {
    const html = { 'content-type': 'text/html' };
    const asks = ['3600', 'Tue, 24 Nov 2026 13:00:20 GMT', 'garbage', '194', '0', 'rand(30),add(30)', null];
    const server = await serve((_request, count) => {
      const retryAfter = asks[count - 1];
      if (retryAfter === undefined) return { body: {} };
      const headers = retryAfter === null ? html : { ...html, 'retry-after': retryAfter };
      return { status: 429, headers, body: LIMITED_PAGE };
    });
    const time = testTime();
    const answer = await httpFor(server.url, time).send({ method: 'POST', path: '/messages', json: {} }, TOKEN);
    expect(answer.attempts).toBe(asks.length + 1);
    expect(Math.round(time.waits[1]! / 1_000)).toBe(20);
    expect(time.waits.toSpliced(1, 1)).toEqual([3_600_000, 15_000, 194_000, 1_000, 15_000, 15_000]);
  });

  it('throws a 429 at once to whoever wants to wait alone', async () => {
    const server = await serve(() => ({ status: 429, headers: { 'retry-after': '7', trackingid: 'T_7' } }));
    const time = testTime();
    const sent = httpFor(server.url, time).send({ method: 'GET', path: '/events', limits: 'throw' }, TOKEN);
    const error = await sent.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(LimitedError);
    expect(error).toMatchObject({ waitMs: 7_000, trackingId: 'T_7' });
    expect(time.waits).toEqual([]);
  });

  it.each(['GET', 'PUT', 'DELETE'] as const)('repeats %s after a 5xx and a lost connection', async (method) => {
    const answers = [{ status: 502 }, 'reset', { status: 204 }] as const;
    const server = await serve((_request, count) => answers[count - 1]!);
    const time = testTime();
    const answer = await httpFor(server.url, time).send({ method, path: '/messages/1' }, TOKEN);
    expect(answer).toMatchObject({ status: 204, attempts: 3 });
    expect(time.waits).toEqual([375, 750]);
  });

  it.each([{ status: 502 }, 'reset'] as const)('never repeats a POST that was answered with %j', async (answer) => {
    const server = await serve(() => answer);
    const sent = httpFor(server.url, testTime()).send({ method: 'POST', path: '/messages', json: {} }, TOKEN);
    await expect(sent).rejects.toBeInstanceOf(UnreachableError);
    expect(server.arrived).toHaveLength(1);
  });

  it('gives up after five tries and says where Webex stood', async () => {
    const server = await serve(() => ({ status: 503, headers: { trackingid: 'T_9' } }));
    const sent = httpFor(server.url, testTime()).send({ method: 'GET', path: '/rooms' }, TOKEN);
    await expect(sent).rejects.toMatchObject({ code: 'unreachable', status: 503, trackingId: 'T_9' });
    expect(server.arrived).toHaveLength(5);
  });

  it('follows no redirect', async () => {
    const elsewhere = await serve(() => ({ body: {} }));
    const server = await serve(() => ({ status: 302, headers: { location: `${elsewhere.url}/steal` } }));
    const sent = httpFor(server.url, testTime()).send({ method: 'GET', path: '/rooms' }, TOKEN);
    await expect(sent).rejects.toBeInstanceOf(OddAnswerError);
    expect(elsewhere.arrived).toEqual([]);
  });

  it('sends a token to its own origin only', async () => {
    const elsewhere = await serve(() => ({ body: {} }));
    const server = await serve(() => ({ body: {} }));
    const http = httpFor(`${server.url}/v1`, testTime());
    await http.send({ method: 'GET', path: `${server.url}/v1/rooms?cursor=2` }, TOKEN);
    const astray = http.send({ method: 'GET', path: `${elsewhere.url}/v1/rooms` }, TOKEN);
    await expect(astray).rejects.toBeInstanceOf(OddAnswerError);
    await http.send({ method: 'GET', path: `//${new URL(elsewhere.url).host}/rooms` }, TOKEN);
    expect(elsewhere.arrived).toEqual([]);
    expect(server.arrived.map(({ url }) => url)).toContain('/v1/rooms?cursor=2');
    expect(server.arrived).toHaveLength(2);
  });

  it('throws a refusal with Webex’s sentence, unless it is welcome', async () => {
    const body = { message: 'Gone <b>already</b>', trackingId: 'T_BODY' };
    const server = await serve(() => ({ status: 410, body }));
    const http = httpFor(server.url, testTime());
    await expect(http.send({ method: 'DELETE', path: '/m' }, TOKEN)).rejects.toMatchObject({
      message: 'Webex refused DELETE /m (410): Gone already',
    });
    await expect(http.send({ method: 'DELETE', path: '/m' }, TOKEN)).rejects.toBeInstanceOf(RefusedError);
    const welcome = await http.send({ method: 'DELETE', path: '/m', accept: [410] }, TOKEN);
    expect(welcome).toMatchObject({ status: 410, trackingId: 'T_BODY' });
  });

  it('calls JSON that is none odd', async () => {
    const server = await serve(() => ({ body: '<html>' }));
    const answer = await httpFor(server.url, testTime()).send({ method: 'GET', path: '/rooms' }, TOKEN);
    expect(() => answer.json()).toThrow(OddAnswerError);
  });

  it('ends with the signal, under way and while it waits', async () => {
    const server = await serve(({ url }) =>
      url === '/hangs' ? 'hang' : { status: 429, headers: { 'retry-after': '60' } },
    );
    const time = testTime();
    const http = httpFor(server.url, {
      ...time,
      clock: { ...time.clock, wait: (_ms, signal) => untilAborted(signal) },
    });
    for (const path of ['/hangs', '/limited']) {
      const stop = new AbortController();
      const sent = http.send({ method: 'GET', path, signal: stop.signal }, TOKEN);
      setImmediate(() => stop.abort(new Error('stop')));
      await expect(sent).rejects.toThrow('stop');
    }
  });

  it('gives up on a server that stays silent', async () => {
    const server = await serve(() => 'hang');
    const sent = httpFor(server.url, testTime()).send(
      { method: 'GET', path: '/rooms', timeoutMs: 50, tries: 1 },
      TOKEN,
    );
    await expect(sent).rejects.toMatchObject({ code: 'unreachable', status: null });
  });

  it('shows the token in no error and no log, and the query neither', async () => {
    const server = await serve(() => ({ status: 500, body: { message: 'broken' } }));
    const log = recordingLog();
    const sent = httpFor(server.url, testTime(), log).send(
      { method: 'GET', path: '/people', query: { email: 'ann@example.com' } },
      TOKEN,
    );
    const error = await sent.catch((caught: unknown) => caught);
    const written = JSON.stringify([log.lines, String(error), error]);
    expect(log.lines.length).toBeGreaterThan(0);
    expect(written).not.toMatch(/very-secret-token|ann@example/);
  });

  it('learns Webex’s time from an answer, and not from a failing proxy', async () => {
    const server = await serve((_request, count) => ({
      status: count === 1 ? 502 : 200,
      headers: { date: count === 1 ? 'Tue, 24 Nov 2020 12:00:00 GMT' : 'Tue, 24 Nov 2026 15:00:00 GMT' },
      body: {},
    }));
    const time = testTime();
    await httpFor(server.url, time).send({ method: 'GET', path: '/rooms' }, TOKEN);
    expect(new Date(time.clock.now()).toISOString()).toBe('2026-11-24T15:00:00.000Z');
  });
});

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
    if (signal?.aborted === true) reject(signal.reason as Error);
  });
}

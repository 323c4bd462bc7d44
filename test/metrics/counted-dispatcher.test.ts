import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpClient } from '../../src/http/client.js';
import { createDispatcher } from '../../src/http/dispatcher.js';
import type { Counting } from '../../src/metrics.js';
import { countedDispatcher, endpointOf } from '../../src/metrics/counted-dispatcher.js';
import { serve, type Answer } from '../http/local-server.js';
import { recordingLog, testTime } from '../http/test-parts.js';

const DIRECT = { httpProxy: null, httpsProxy: null, noProxy: null };

/** A client whose requests are noted as `METHOD endpoint status`, and the waits asked for as `wait ms`. */
async function aCountedClient(answers: readonly Answer[]) {
  const { url } = await serve((_request, count) => answers[count - 1] ?? {});
  const noted: string[] = [];
  const counting: Counting = {
    request: ({ method, endpoint, status }) => void noted.push(`${method} ${endpoint} ${String(status)}`),
    limited: (waitMs) => void noted.push(`wait ${String(waitMs)}`),
    outcome: () => undefined,
    eventsRead: () => undefined,
    deliveryRefused: () => undefined,
  };
  const { clock } = testTime();
  const dispatcher = countedDispatcher(createDispatcher(DIRECT), { clock, counting });
  onTestFinished(() => dispatcher.destroy());
  const http = createHttpClient({ baseUrl: `${url}/v1`, dispatcher, clock, log: recordingLog(), random: () => 0.5 });
  return { http, noted };
}

describe('requests to Webex', () => {
  it('are counted each time they are sent, with what came of it', async () => {
    const limited = { status: 429, headers: { 'retry-after': '7' } };
    const { http, noted } = await aCountedClient([limited, 'reset', { status: 502 }, { body: { items: [] } }]);
    const answer = await http.send({ method: 'GET', path: '/events', query: { max: 1 } }, null);
    expect(answer.json()).toEqual({ items: [] });
    expect(noted).toEqual(['GET events 429', 'wait 7000', 'GET events none', 'GET events 502', 'GET events 200']);
  });

  it('can be aborted as before', async () => {
    const { http, noted } = await aCountedClient(['hang']);
    const signal = AbortSignal.timeout(50);
    await expect(http.send({ method: 'GET', path: '/people/me', signal }, null)).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(noted).toEqual(['GET people none']);
  });

  it.each([
    ['/v1/messages/Y2lzY29zcGFyazovL3VzL01FU1NBR0U', 'messages'],
    ['/v1/people?email=olivia%40example.com', 'people'],
    ['/v1/attachment/actions/id', 'attachment'],
    ['/v1/access_token', 'access_token'],
    ['/v1/olivia@example.com', 'other'],
  ])('of %s count as %s', (path, endpoint) => {
    expect(endpointOf(path)).toBe(endpoint);
  });
});

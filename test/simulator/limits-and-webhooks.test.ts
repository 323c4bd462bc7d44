import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStage, until } from './support.js';
import type { Answer, Stage } from './support.js';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.stop());

const me = (): Promise<Answer> => stage.ask(stage.org.botToken, 'GET', '/v1/people/me');

describe('limits and faults', () => {
  test('beyond the burst a person gets 429 with a body that is no JSON; others do not', async () => {
    const { sim, org, ask } = stage;
    await sim.set({ ratePerSecond: 0.01, rateBurst: 2 });
    expect([(await me()).status, (await me()).status]).toEqual([200, 200]);
    const refused = await me();
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '100', 'content-type': 'text/html' } });
    await sim.set({ retryAfter: 'rand(30),add(30)' });
    expect((await me()).headers['retry-after']).toBe('rand(30),add(30)');
    await sim.set({ retryAfter: 'missing' });
    expect((await me()).headers['retry-after']).toBeUndefined();
    expect((await ask(org.member.token, 'GET', '/v1/people/me')).status).toBe(200);
  });

  test('a fault hits what it matches, so many times, and is counted', async () => {
    const { sim } = stage;
    await sim.clearRequests();
    await sim.addFault({ match: { method: 'GET', pathPattern: '^/v1/people/me$' }, status: 503, times: 2 });
    expect([(await me()).status, (await me()).status, (await me()).status]).toEqual([503, 503, 200]);
    const { total, counts, log } = await sim.requests(true);
    expect({ total, counts }).toEqual({ total: 3, counts: { 'GET /v1/people 503': 2, 'GET /v1/people 200': 1 } });
    expect(log?.[0]).toMatchObject({ method: 'GET', path: '/v1/people/me', personId: stage.org.bot.id, status: 503 });
  });

  test('a fault afterwards hides a success', async () => {
    const { sim, org, ask } = stage;
    await sim.addFault({
      match: { method: 'POST', pathPattern: '/messages$' },
      status: 502,
      afterwards: true,
      times: 1,
    });
    expect((await ask(org.botToken, 'POST', '/v1/messages', { roomId: org.adminRoomId, text: 'did it?' })).status).toBe(
      502,
    );
    expect((await sim.room(org.adminRoomId)).map(({ text }) => text)).toEqual(['did it?']);
  });

  test('answers tell the simulator’s time, and errors their tracking id', async () => {
    await stage.sim.set({ clockOffsetMs: 3_600_000 });
    const answer = await stage.ask('nobody', 'GET', '/v1/people/me');
    expect(Date.parse(String(answer.headers.date)) - Date.now()).toBeGreaterThan(3_590_000);
    expect(answer.json.trackingId).toBe(answer.headers.trackingid);
    expect(answer.json.errors).toEqual([{ description: answer.json.message }]);
  });
});

describe('webhooks', () => {
  test.each([false, true])('are signed over the bytes that are sent (odd bytes: %s)', async (oddWebhookBodies) => {
    const { sim, org, ask } = stage;
    await sim.set({ oddWebhookBodies });
    const got: { body: string; signature: unknown }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        got.push({ body, signature: request.headers['x-spark-signature'] });
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const targetUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhook`;
    const hook = {
      name: 'mine',
      targetUrl,
      resource: 'messages',
      event: 'created',
      filter: `roomId=${org.adminRoomId}`,
      secret: 'a-long-secret',
    };
    const made = await ask(org.botToken, 'POST', '/v1/webhooks', hook);
    await sim.say({ person: org.member.id, roomId: org.adminRoomId, text: 'unseen' });
    const id = await sim.say({ person: org.member.id, roomId: org.adminRoomId, text: 'seen', mentionBot: true });
    const [delivery] = await until(
      () => got,
      ({ length }) => length === 1,
    );
    expect(delivery?.signature).toBe(
      createHmac('sha1', 'a-long-secret')
        .update(delivery?.body ?? '')
        .digest('hex'),
    );
    const envelope = JSON.parse(delivery?.body ?? '') as Record<string, unknown>;
    expect(envelope).toMatchObject({ id: made.json.id, resource: 'messages', event: 'created', data: { id } });
    expect(delivery?.body).not.toContain('unseen');
    expect(JSON.stringify(envelope) === delivery?.body).toBe(!oddWebhookBodies);
    receiver.close();
  });

  test('belong to their token’s owner and are switched off after 100 failures', async () => {
    const { sim, org, ask } = stage;
    const hook = { name: 'dead', targetUrl: 'http://127.0.0.1:9/', resource: 'messages', event: 'created' };
    const path = `/v1/webhooks/${String((await ask(org.botToken, 'POST', '/v1/webhooks', hook)).json.id)}`;
    expect((await ask(org.member.token, 'GET', path)).status).toBe(404);
    for (let count = 0; count < 100; count += 1)
      await sim.say({ person: org.member.id, roomId: org.adminRoomId, text: 'x', mentionBot: true });
    await until(
      async () => (await ask(org.botToken, 'GET', path)).json.status,
      (status) => status === 'inactive',
    );
    const again = await ask(org.botToken, 'PUT', path, { ...hook, status: 'active' });
    expect(again.json.status).toBe('active');
  });
});

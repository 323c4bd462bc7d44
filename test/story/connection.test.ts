import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import { until } from '../../src/demo/stage.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene, type Scene } from './scene.js';

const says = (pattern: RegExp) => (message: SeenMessage) => pattern.test(message.markdown ?? '');

async function readiness({ stage }: Scene): Promise<{ status: number; text: string }> {
  const { statusCode: status, body } = await request(`${stage.publicUrl}/readyz`);
  return { status, text: await body.text() };
}

async function deafSeconds({ stage }: Scene): Promise<number> {
  const { body } = await request(`${stage.publicUrl}/metrics`);
  const [, value] = /^purge_bot_deaf_seconds (\S+)$/m.exec(await body.text()) ?? [];
  return Number(value);
}

async function askFor({ stage, space }: Scene): Promise<SeenMessage> {
  await space.say(stage.org.officers[0], 'purge 30d');
  return space.hears('the card', hasCard);
}

describe('a bot that hears over the websocket', { timeout: 180_000 }, () => {
  const scene = setScene({ env: { MERCURY_PING_INTERVAL: '500', MERCURY_PONG_TIMEOUT: '2500', GRACE_PERIOD: '10m' } });

  test('answers a click although the socket drops in between, and says that it was deaf', async () => {
    const { stage, space } = scene;
    const card = await askFor(scene);
    await stage.webex.addFault({ match: { pathPattern: '/attachment/actions/' }, delayMs: 1_000, times: 1 });
    await space.click(stage.org.officers[1], card, { button: 'Approve' });
    await stage.webex.dropSockets();
    await space.hears('that it was deaf', says(/could not hear/));
    await space.hears('the approval', says(/approved/), 15_000);
    expect((await auditOf(stage)).filter(({ type }) => type === 'purge.approved')).toHaveLength(1);
    expect((await auditOf(stage)).some(({ type }) => type === 'connection.restored')).toBe(true);
  });

  test('notices a socket that is open and dead, and how long it was', async () => {
    const { stage, space } = scene;
    await space.say(stage.org.member, 'status');
    await space.hears('an answer', says(/approved/));
    expect(await stage.webex.freezeSockets()).toEqual({ frozen: 1 });
    await space.hears('that it was deaf', says(/could not hear/), 20_000);
    await space.say(stage.org.member, 'stop');
    await space.hears('the stop', says(/stopped/));
    const silences = (await auditOf(stage)).filter(({ type }) => type === 'connection.restored');
    const { from, to } = silences.at(-1)?.details as { from: string; to: string };
    expect(Date.parse(to) - Date.parse(from)).toBeGreaterThan(30_000);
  });

  test('starts into an outage of Webex, waits, and says since when it could not hear', async () => {
    const { stage, space } = scene;
    stage.bot.signal('SIGTERM');
    await space.hears('the farewell', says(/shut down/));
    expect(await stage.bot.ended()).toBe(0);
    await stage.webex.addFault({ match: { pathPattern: '/v1/' }, status: 503 });
    const restarted = stage.restart();
    await until('it waits', () => Promise.resolve(stage.bot.output().includes('the start waits')));
    expect(await readiness(scene)).toMatchObject({
      status: 503,
      text: expect.stringMatching(/not connected.* since /) as string,
    });
    expect((await request(`${stage.publicUrl}/healthz`)).statusCode).toBe(200);
    expect(await deafSeconds(scene)).toBeGreaterThan(0);
    await stage.webex.clearFaults();
    await restarted;
    await space.hears('since when', says(/could not hear/), 40_000);
    expect(await deafSeconds(scene)).toBe(0);
  });
});

describe('a bot that hears by webhook', { timeout: 120_000 }, () => {
  const scene = setScene({ env: { WEBHOOK_SECRET: 'a webhook secret for the story', GRACE_PERIOD: '10m' } });

  test('answers a click although Webex cannot be reached in between', async () => {
    const { stage, space } = scene;
    const card = await askFor(scene);
    await stage.webex.addFault({ match: { pathPattern: '/attachment/actions/' }, status: 502, times: 2 });
    await space.click(stage.org.officers[1], card, { button: 'Approve' });
    await space.hears('the approval', says(/approved/), 15_000);
    expect((await auditOf(stage)).filter(({ type }) => type === 'purge.approved')).toHaveLength(1);
    expect(buttonsOf((await space.messages()).find((message) => buttonsOf(message).has('Stop'))!).size).toBe(1);
  });

  test('says who was added to the space while it was down and a purge is open', async () => {
    const { stage, space } = scene;
    stage.bot.signal('SIGKILL');
    await stage.bot.ended();
    const email = 'sam@elsewhere.example';
    await stage.webex.addPerson({ email, displayName: 'Sam Stranger', otherOrg: true });
    const { statusCode } = await request(`${stage.env['WEBEX_API_URL']!}/memberships`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.org.officers[0].token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ roomId: stage.org.adminRoomId, personEmail: email }),
    });
    expect(statusCode).toBe(200);
    await stage.restart();
    const { markdown } = await space.hears('the newcomer', says(/Added to this space/));
    expect(markdown).toMatch(/sam@elsewhere.*no officer, of another organisation/);
    expect((await auditOf(stage)).filter(({ type }) => type === 'space.joined')).toHaveLength(1);
  });
});

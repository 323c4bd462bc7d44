import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { auditOf, setScene, type Scene } from './scene.js';
import { playStory } from './playing.js';

const SECRET = 'a webhook secret for the story';
const OTHER = { name: 'another app', targetUrl: 'http://127.0.0.1:9/', resource: 'messages', event: 'created' };

interface Standing {
  readonly id: string;
  readonly name: string;
  readonly resource: string;
  readonly event: string;
  readonly targetUrl: string;
}

/** Asks Webex about the webhooks of the bot's token, as any app with that token may. */
async function webhooks({ stage }: Scene, made?: object): Promise<readonly Standing[]> {
  const headers = { authorization: `Bearer ${stage.org.botToken}`, 'content-type': 'application/json' };
  const address = `${stage.env['WEBEX_API_URL'] ?? ''}/webhooks`;
  if (made !== undefined) {
    await (await request(address, { method: 'POST', headers, body: JSON.stringify(made) })).body.dump();
  }
  const { body } = await request(address, { headers });
  return ((await body.json()) as { items: Standing[] }).items;
}

async function delivers({ stage }: Scene, envelope: object, secret: string | null): Promise<number> {
  const body = JSON.stringify(envelope);
  const signature =
    secret === null ? {} : { 'x-spark-signature': createHmac('sha1', secret).update(body).digest('hex') };
  const answer = await request(`${stage.publicUrl}/webhook`, { method: 'POST', body, headers: signature });
  await answer.body.dump();
  return answer.statusCode;
}

/** Once this is answered, what was delivered before has been dealt with. */
async function isAnswered({ space, stage }: Scene): Promise<void> {
  await space.say(stage.org.officers[0], 'whoami');
  await space.hears('an answer', ({ markdown = '' }) => markdown.includes(stage.org.officers[0].displayName));
}

describe.each([
  ['where Webex lets cards be edited', { refuseCardEdits: false }],
  ['where it refuses that, and writes odd JSON', { refuseCardEdits: true, oddWebhookBodies: true }],
])('the story over webhooks, %s', { timeout: 90_000 }, (_, settings) => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 800, ...settings },
    env: { WEBHOOK_SECRET: SECRET, LOG_LEVEL: 'debug' },
  });
  let asking: string;

  test('the bot hears by two webhooks of its own and opens no websocket', async () => {
    const { publicUrl, webex } = scene.stage;
    expect(
      (await webhooks(scene)).map(({ resource, event, targetUrl }) => `${resource} ${event} ${targetUrl}`).toSorted(),
    ).toEqual([`attachmentActions created ${publicUrl}/webhook`, `messages created ${publicUrl}/webhook`]);
    expect(await webex.sockets()).toBe(0);
  });

  test('from sign-in to report', async () => {
    await playStory(scene);
    const { webex, org } = scene.stage;
    asking = (await webex.room(org.adminRoomId)).find(({ text = '' }) => text.endsWith('purge 30d'))?.id ?? '';
    expect(asking).not.toBe('');
  });

  test('a delivery that is not signed by the secret is 401 and does nothing', async () => {
    const [olivia] = scene.stage.org.officers;
    const { adminRoomId: roomId } = scene.stage.org;
    const before = await auditOf(scene.stage);
    const unheard = { resource: 'messages', event: 'created', data: { id: asking, personId: olivia.id, roomId } };
    expect(await delivers(scene, unheard, null)).toBe(401);
    expect(await delivers(scene, unheard, 'another secret of somebody')).toBe(401);
    await isAnswered(scene);
    expect(await auditOf(scene.stage)).toEqual(before);
    const { body } = await request(`${scene.stage.publicUrl}/metrics`);
    expect(await body.text()).toContain('\npurge_bot_webhooks_refused_total 2\n');
  });

  test('neither the secret nor the bot’s token stands in the log', () => {
    const said = scene.stage.bot.output();
    expect(said).toContain('webhook.refused');
    for (const secret of [SECRET, scene.stage.org.botToken]) expect(said.includes(secret)).toBe(false);
  });

  test('a new start uses the webhooks again, leaves another app’s alone, and takes no delivery twice', async () => {
    const { stage } = scene;
    const standing = await webhooks(scene, OTHER);
    stage.bot.signal('SIGTERM');
    expect(await stage.bot.ended()).toBe(0);
    await stage.restart();
    expect(await webhooks(scene)).toEqual(standing);

    const scans = async (): Promise<number> =>
      (await auditOf(stage)).filter(({ type }) => type === 'scan.requested').length;
    const before = await scans();
    const again = { resource: 'messages', event: 'created', data: { id: asking } };
    expect(await delivers(scene, again, SECRET)).toBe(204);
    await isAnswered(scene);
    expect(await scans()).toBe(before);
  });
});

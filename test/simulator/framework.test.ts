import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, until } from './support.js';
import type { Stage } from './support.js';

type Line = Readonly<Record<string, unknown>>;

let stage: Stage;
let bot: ChildProcess;
const lines: Line[] = [];

const seen = (kind: string): Promise<Line[]> =>
  until(
    () => lines.filter((line) => line.kind === kind),
    (found) => found.length > 0,
    40_000,
  );

beforeAll(async () => {
  stage = await openStage();
  const { url } = stage.sim;
  bot = spawn(process.execPath, [fileURLToPath(new URL('framework-bot.mjs', import.meta.url)), stage.org.botToken], {
    stdio: ['ignore', 'pipe', process.env.DEBUG_BOT ? 'inherit' : 'ignore'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HYDRA_SERVICE_URL: `${url}/v1`,
      U2C_SERVICE_URL: `${url}/u2c/api/v1`,
      METRICS_SERVICE_URL: `${url}/metrics/api/v1`,
    },
  });
  createInterface({ input: bot.stdout! }).on('line', (text) => {
    if (text.startsWith('{')) lines.push(JSON.parse(text) as Line);
  });
  await seen('ready');
});

afterAll(async () => {
  bot.kill('SIGKILL');
  await once(bot, 'exit');
  await stage.stop();
});

test('the framework finds its space, hears a mention and answers it', async () => {
  const { sim, org } = stage;
  expect((await seen('spawned'))[0]?.roomId).toBe(org.adminRoomId);
  await until(
    () => sim.sockets(),
    (open) => open === 1,
  );
  await sim.say({ person: org.member.email, roomId: org.adminRoomId, text: 'not for the bot' });
  await sim.say({ person: org.member.email, roomId: org.adminRoomId, text: 'hello', mentionBot: true });
  const heard = await seen('heard');
  expect(heard).toEqual([
    { kind: 'heard', text: 'Purge Bot hello', roomId: org.adminRoomId, personEmail: org.member.email },
  ]);
  const reply = await until(
    () => sim.room(org.adminRoomId),
    (items) => items.some(({ personId }) => personId === org.bot.id),
  );
  expect(reply.at(-1)).toMatchObject({ text: 'You said hello', edits: 0, removed: false });
});

test('a click on the bot’s card arrives', async () => {
  const { sim, org, ask } = stage;
  const content = {
    type: 'AdaptiveCard',
    version: '1.3',
    body: [{ type: 'TextBlock', text: 'Well?' }],
    actions: [{ type: 'Action.Submit', title: 'Yes' }],
  };
  const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
  const card = await ask(org.botToken, 'POST', '/v1/messages', { roomId: org.adminRoomId, text: 'Well?', attachments });
  const id = await sim.click({
    person: org.officers[1].email,
    messageId: String(card.json.id),
    inputs: { answer: 'yes' },
  });
  const clicked = await seen('clicked');
  expect(clicked[0]?.action).toMatchObject({
    id,
    personId: org.officers[1].id,
    messageId: card.json.id,
    inputs: { answer: 'yes' },
  });
});

test('after a broken line the framework comes back and hears again', async () => {
  const { sim, org } = stage;
  await sim.dropSockets();
  await until(
    () => sim.sockets(),
    (open) => open === 0,
  );
  await until(
    () => sim.sockets(),
    (open) => open === 1,
  );
  await sim.say({ person: org.officers[0].id, roomId: org.adminRoomId, text: 'again', mentionBot: true });
  await until(
    () => lines.map(({ text }) => String(text)),
    (texts) => texts.includes('Purge Bot again'),
  );
  expect(lines.filter(({ kind }) => kind === 'rejection')).toEqual([]);
});

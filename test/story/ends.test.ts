import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import { freePort, startBot, until } from '../../src/demo/stage.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene, type Scene } from './scene.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const FAULTY = fileURLToPath(new URL('faulty.mjs', import.meta.url));

const says = (pattern: RegExp) => (message: SeenMessage) => pattern.test(message.markdown ?? '');

/** A second process for the same folder; it never gets as far as Webex. */
async function secondStart({ stage }: Scene): Promise<{ code: number | null; said: string }> {
  const env = { ...stage.env, PORT: String(await freePort()) };
  const bot = startBot([process.execPath, MAIN, 'start'], env, stage.dataDir);
  return { code: await bot.ended, said: bot.output() };
}

/** Ends the bot by that signal, a second start having been refused before, and starts it again. */
async function endAndStart(scene: Scene, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const { stage, space } = scene;
  const { code, said } = await secondStart(scene);
  expect([code, said]).toEqual([1, expect.stringMatching(/pid \d+/)]);
  stage.bot.signal(signal);
  expect(await stage.bot.ended()).toBe(signal === 'SIGTERM' ? 0 : null);
  if (signal === 'SIGTERM') {
    await space.hears('the farewell', says(/shut down/));
    expect((await auditOf(stage)).at(-1)).toMatchObject({ type: 'bot.stopped', details: { cause: 'signal' } });
  }
  await stage.restart();
}

async function standingOf({ stage, space }: Scene): Promise<string> {
  await space.say(stage.org.member, 'status');
  const answer = await space.hears('where it stands', says(/^- \*\*/));
  return answer.markdown?.split('\n')[0] ?? '';
}

describe.each(['SIGTERM', 'SIGKILL'] as const)('%s', { timeout: 240_000 }, (signal) => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 800, latencyMs: 20 },
    env: { GRACE_PERIOD: '6s', CANARY_SIZE: '0' },
  });

  test('while a request waits, in the grace and in the run: it goes on from there, and deletes the list once', async () => {
    const { stage, space } = scene;
    const [olivia, oscar] = stage.org.officers;
    await space.say(olivia, 'purge 30d');
    const card = await space.hears('the card', hasCard);
    await endAndStart(scene, signal);
    expect(await standingOf(scene)).toContain('waits for a decision');

    await space.click(oscar, card, { button: 'Approve' });
    await space.hears('the approval', says(/approved/));
    await endAndStart(scene, signal);
    expect(await standingOf(scene)).toMatch(/in its grace period|is deleting/);

    await until('it deletes', async () => (await stage.webex.deletions()).length > 5, 40_000);
    await endAndStart(scene, signal);
    await space.hears('the report', ({ files = [] }) => files.length > 0, 60_000);
    const listed = Number((await auditOf(stage)).find(({ type }) => type === 'purge.frozen')?.details['messages']);
    const deleted = (await stage.webex.deletions()).map(({ messageId }) => messageId);
    expect(new Set(deleted).size).toBe(listed);
    expect((await auditOf(stage)).filter(({ type }) => type === 'purge.finished')).toHaveLength(1);

    await endAndStart(scene, signal);
    expect((await space.messages()).flatMap((message) => [...buttonsOf(message).keys()])).toEqual([]);
  });
});

describe('a fault of our own code', { timeout: 120_000 }, () => {
  const command = [process.execPath, '--import', FAULTY, MAIN, 'start'] as const;
  const scene = setScene({ command }, { signedIn: false });

  test('ends the process, after the space was told and the audit closed', async () => {
    const { stage, space } = scene;
    stage.bot.signal('SIGUSR2');
    expect(await stage.bot.ended()).toBe(1);
    await space.hears('the farewell', says(/shut down/));
    expect((await auditOf(stage)).at(-1)).toMatchObject({ type: 'bot.stopped', details: { cause: 'fault' } });
    expect(stage.bot.output()).toContain('a fault of our own');
  });
});

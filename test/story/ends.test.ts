import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import { freePort, startBot, until } from '../../src/demo/stage.js';
import { verifyAudit } from '../../src/operate/audit-verify.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene, type Scene } from './scene.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const FAULTY = fileURLToPath(new URL('faulty.mjs', import.meta.url));

/** The first signal waits for up to eight seconds. */
const AT_ONCE_MS = 3_000;

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

/** Asks, and answers the card with the purge's id and how many messages are on its list. */
async function asked(scene: Scene): Promise<{ card: SeenMessage; id: string; listed: number }> {
  const { stage, space } = scene;
  await space.say(stage.org.officers[0], 'purge 30d');
  const card = await space.hears('the card', hasCard);
  const frozen = (await auditOf(stage)).findLast(({ type }) => type === 'purge.frozen');
  return { card, id: String(frozen?.purge), listed: Number(frozen?.details['messages']) };
}

async function deletedIds({ stage }: Scene): Promise<readonly string[]> {
  return (await stage.webex.deletions()).map(({ messageId }) => messageId);
}

async function typesOf({ stage }: Scene, wanted: string): Promise<number> {
  return (await auditOf(stage)).filter(({ type }) => type === wanted).length;
}

describe.each(['SIGTERM', 'SIGKILL'] as const)('%s', { timeout: 240_000 }, (signal) => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 500, latencyMs: 20 },
    env: { GRACE_PERIOD: '0s', CANARY_SIZE: '0' },
  });

  test('while it scans: the scan is given up, said so, and nothing is on any list', async () => {
    const { stage, space } = scene;
    await stage.webex.addFault({ match: { pathPattern: '/events$' }, delayMs: 2_000 });
    await space.say(stage.org.officers[0], 'purge 30d');
    await space.hears('that it scans', says(/scanning/));
    await endAndStart(scene, signal);
    await stage.webex.clearFaults();
    await until('the scan is given up', async () => (await typesOf(scene, 'scan.failed')) === 1);
    expect(await typesOf(scene, 'purge.frozen')).toBe(0);
  });

  test('while it is stopped, and while Webex has not confirmed: it stands, goes on when told to, and ends once', async () => {
    const { stage, space } = scene;
    const [olivia, oscar] = stage.org.officers;
    const { card, id, listed } = await asked(scene);
    // Slow enough to be stopped halfway; confirmed later than the bot looks for it.
    await stage.webex.addFault({ match: { method: 'DELETE' }, delayMs: 500 });
    await stage.webex.set({ deletedEventDelayMs: 600_000 });
    await space.click(oscar, card, { button: 'Approve' });
    await until('it deletes', async () => (await stage.webex.deletions()).length > 5, 40_000);
    await space.say(stage.org.member, 'stop');
    await space.hears('the stop', says(/is stopped/));
    const before = await deletedIds(scene);
    await endAndStart(scene, signal);
    expect(await standingOf(scene)).toContain('stopped');
    expect(await deletedIds(scene)).toEqual(before);

    await stage.webex.clearFaults();
    await space.say(olivia, `resume ${id}`);
    // From then on it only asks Webex for confirmations, which do not come.
    await until('all is deleted', async () => (await stage.webex.deletions()).length >= listed, 60_000);
    await endAndStart(scene, signal);
    expect(await typesOf(scene, 'purge.finished')).toBe(0);
    await stage.webex.set({ deletedEventDelayMs: 0 });
    await space.hears('the report', ({ files = [] }) => files.length > 0, 60_000);
    const deleted = await deletedIds(scene);
    expect([deleted.length, new Set(deleted).size]).toEqual([listed, listed]);
    expect(await typesOf(scene, 'purge.finished')).toBe(1);
    expect(await verifyAudit(stage.dataDir)).toMatchObject({ ok: true });
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('a second signal, %s', { timeout: 240_000 }, (signal) => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 500, latencyMs: 20 },
    env: { GRACE_PERIOD: '0s', CANARY_SIZE: '0' },
  });

  test('ends the process while the first still waits for what is under way; the next start goes on', async () => {
    const { stage, space } = scene;
    const { card, listed } = await asked(scene);
    await space.click(stage.org.officers[1], card, { button: 'Approve' });
    await until('it deletes', async () => (await stage.webex.deletions()).length > 5, 40_000);
    await stage.webex.addFault({ match: { method: 'DELETE' }, hangs: true });
    stage.bot.signal('SIGTERM');
    await until('it is ending', async () => {
      await space.say(stage.org.member, 'status');
      return stage.bot.output().includes('while the bot was ending');
    });
    const sentAt = performance.now();
    stage.bot.signal(signal);
    expect(await stage.bot.ended()).toBe(1);
    expect(performance.now() - sentAt).toBeLessThan(AT_ONCE_MS);
    expect(await typesOf(scene, 'bot.stopped')).toBe(0);
    expect(await verifyAudit(stage.dataDir)).toMatchObject({ ok: true });

    await stage.webex.clearFaults();
    await stage.restart();
    await space.hears('the report', ({ files = [] }) => files.length > 0, 60_000);
    const deleted = await deletedIds(scene);
    expect([deleted.length, new Set(deleted).size]).toEqual([listed, listed]);
    expect(await verifyAudit(stage.dataDir)).toMatchObject({ ok: true });
  });
});

describe('a fault of our own code', { timeout: 240_000 }, () => {
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

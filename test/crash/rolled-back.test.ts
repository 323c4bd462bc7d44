import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import { until } from '../../src/demo/stage.js';
import { printedHead } from '../../src/printed-head.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene, type Scene } from '../story/scene.js';

const says =
  (pattern: RegExp) =>
  ({ markdown = '' }: SeenMessage): boolean =>
    pattern.test(markdown);

async function endBot({ stage }: Scene, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  stage.bot.signal(signal);
  await stage.bot.ended();
}

const copyOf = ({ stage }: Scene, name: string): string => join(stage.dataDir, '..', `copy-${name}`);

const backUp = (scene: Scene, name: string): Promise<void> =>
  cp(scene.stage.dataDir, copyOf(scene, name), { recursive: true, filter: (path) => !path.endsWith('.tmp') });

async function putBack(scene: Scene, name: string): Promise<void> {
  await rm(scene.stage.dataDir, { recursive: true });
  await cp(copyOf(scene, name), scene.stage.dataDir, { recursive: true });
}

async function readiness({ stage }: Scene): Promise<string> {
  const { statusCode, body } = await request(`${stage.publicUrl}/readyz`);
  return `${String(statusCode)} ${await body.text()}`;
}

/** Olivia asks; answers the card, once the folder knows of it too. */
async function asked({ stage, space }: Scene): Promise<SeenMessage> {
  await space.say(stage.org.officers[0], 'purge 30d');
  const card = await space.hears('the card', hasCard);
  const state = join(stage.dataDir, 'state.json');
  await until('the folder knows its card', async () => (await readFile(state, 'utf8')).includes(card.id));
  return card;
}

/** Oscar approves; answers the purge's id. */
async function approved({ stage, space }: Scene, card: SeenMessage): Promise<string> {
  await space.click(stage.org.officers[1], card, { button: 'Approve' });
  await space.hears('the approval', says(/is approved by/));
  return String(buttonsOf(card).get('Approve')?.['id']);
}

describe('a whole data folder that was put back', { timeout: 120_000 }, () => {
  const scene = setScene({ env: { GRACE_PERIOD: '5s', CANARY_SIZE: '0' } });
  let id = '';
  let card: SeenMessage;

  test('from before a cancel resumes nothing: the space is told, and commands are refused', async () => {
    const { stage, space } = scene;
    await backUp(scene, 'before-the-purge');
    card = await asked(scene);
    await backUp(scene, 'before-the-approval');
    id = await approved(scene, card);
    await backUp(scene, 'before-the-cancel');
    await space.say(stage.org.officers[1], `cancel ${id} better not`);
    await space.hears('the end', says(/was cancelled by/));
    await endBot(scene);

    await putBack(scene, 'before-the-cancel');
    await stage.restart();
    await space.hears('the alarm', says(/Everything is halted: my data folder lacks steps/));
    await space.hears('the stop', says(new RegExp(`${id}.* is stopped`)));
    expect(await readiness(scene)).toMatch(/^503 .*data folder/s);
    for (const text of ['purge 30d', `resume ${id}`]) {
      await space.say(stage.org.officers[0], text);
      await space.hears('the refusal', says(/Nothing was done. The bot’s data folder lacks steps/));
    }
    expect(await stage.webex.deletions()).toEqual([]);
  });

  test('goes on only when an officer says so, not a plain member, and then only what an officer resumes', async () => {
    const { stage, space } = scene;
    await space.say(stage.org.member, 'resume');
    await space.hears('the refusal', says(/Only compliance officers/));
    await space.say(stage.org.officers[0], 'status');
    await space.hears('the status', says(/Everything is halted/));
    await space.say(stage.org.officers[0], 'resume');
    await space.hears('the acceptance', says(/accepted my data folder/));
    const lines = await auditOf(stage);
    const behind = lines.find(({ type }) => type === 'folder.behind');
    const accepted = lines.at(-1);
    expect(accepted).toMatchObject({ type: 'folder.accepted', actor: stage.org.officers[0].id });
    expect(accepted?.details['hash']).toBe(behind?.details['hash']);
    await space.say(stage.org.officers[0], 'status');
    expect((await space.hears('the status', says(/Signed in/))).markdown).toMatch(/^- .*is stopped/);
    expect(await stage.webex.deletions()).toEqual([]);

    await space.say(stage.org.officers[1], `resume ${id}`);
    await space.hears('the report', ({ files = [] }) => files.length > 0);
    expect(await stage.webex.deletions()).not.toEqual([]);
  });

  test('once accepted raises no alarm at the next start, and a bare resume is answered with help', async () => {
    const { stage, space } = scene;
    await endBot(scene);
    await stage.restart();
    await space.say(stage.org.officers[0], 'resume');
    await space.hears('the help', says(/needs the id of a purge/));
    expect((await auditOf(stage)).filter(({ type }) => type === 'folder.behind')).toHaveLength(1);
  });

  test('from before an approval refuses a click on the card of that time', async () => {
    const { stage, space } = scene;
    const before = await stage.webex.deletions();
    await endBot(scene);
    await putBack(scene, 'before-the-approval');
    await stage.restart();
    await space.hears('the alarm', says(/Everything is halted: my data folder lacks steps/));
    await space.click(stage.org.officers[1], card, { button: 'Approve' });
    await space.hears('the refusal', says(/Nothing was done. The bot’s data folder lacks steps/));
    expect((await auditOf(stage)).some(({ type, purge }) => type === 'purge.approved' && purge === id)).toBe(false);
    expect(await stage.webex.deletions()).toEqual(before);
  });

  test('from before the purge was asked at all is found by its card and report', async () => {
    const { stage, space } = scene;
    await endBot(scene);
    await putBack(scene, 'before-the-purge');
    await stage.restart();
    await space.hears('the alarm', says(/Everything is halted: my data folder lacks steps/));
    await space.say(stage.org.officers[0], 'preview 30d');
    await space.hears('the refusal', says(/Nothing was done/));
  });
});

describe('a folder that lacks nothing', { timeout: 180_000 }, () => {
  const scene = setScene({ env: { GRACE_PERIOD: '1h' } });

  test('raises no alarm after a kill, nor for a head that a member of the space wrote', async () => {
    const { stage, space } = scene;
    const { org } = stage;
    const head = printedHead({ seq: 9_999, hash: 'f'.repeat(64) });
    await space.say(org.member, head);
    await space.hears('the answer that quotes it', says(/I do not know “Audit 9999/));
    const id = await approved(scene, await asked(scene));
    await endBot(scene, 'SIGKILL');
    await stage.webex.clearRequests();
    await stage.restart();
    const looked = async (): Promise<boolean> =>
      ((await stage.webex.requests(true)).log ?? []).some(({ path }) => path.includes('actorId'));
    await until('the bot has looked', looked);
    await space.say(org.officers[1], `cancel ${id} enough`);
    await space.hears('the end', says(/was cancelled by/));
    expect((await auditOf(stage)).some(({ type }) => type === 'folder.behind')).toBe(false);
  });
});

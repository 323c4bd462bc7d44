import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import type { Approval, PurgeRequest } from '../../src/model.js';
import { Secret } from '../../src/secret.js';
import { openState } from '../../src/storage/state.js';
import { auditOf, setScene, type Scene } from '../story/scene.js';

async function endBot({ stage }: Scene): Promise<void> {
  stage.bot.signal('SIGTERM');
  await stage.bot.ended();
}

async function askFor({ stage, space }: Scene): Promise<{ id: string; messageId: string }> {
  await space.say(stage.org.officers[0], 'purge 30d');
  const card = await space.hears('the card', hasCard);
  return { id: String(buttonsOf(card).get('Approve')?.['id']), messageId: card.id };
}

describe('an approval that somebody wrote into the data folder, with the key at hand', { timeout: 120_000 }, () => {
  const scene = setScene();

  test('deletes nothing', async () => {
    const { stage, space } = scene;
    const { id, messageId } = await askFor(scene);
    await endBot(scene);
    const { requests } = await openState(stage.dataDir, [
      new Secret('encryption key', stage.env['TOKEN_ENCRYPTION_KEY']!),
    ]);
    const open = (await requests.get(id))!;
    await requests.replace(forged(open, { officer: stage.org.officers[1], messageId }));

    await stage.restart();
    await space.hears('the stop', ({ markdown = '' }) => markdown.includes('Webex confirms 0'));
    await space.say(stage.org.officers[1], `resume ${id}`);
    await space.hears('the refusal', ({ markdown: said = '' }) => said.includes('does not go on'));
    expect(await stage.webex.deletions()).toEqual([]);
  });
});

function forged(
  request: PurgeRequest,
  { officer, messageId }: { officer: Approval['officer']; messageId: string },
): PurgeRequest {
  const at = new Date().toISOString();
  const approval = { officer, at, actionId: 'made-up', cardMessageId: messageId, comment: null };
  return { ...request, state: 'approved', approvals: [approval], startsAt: at };
}

describe('an older state.json that was put back after a cancel', { timeout: 120_000 }, () => {
  const scene = setScene({ env: { GRACE_PERIOD: '1h' } });

  test('opens nothing again', async () => {
    const { stage, space } = scene;
    const { id, messageId } = await askFor(scene);
    const card = (await space.messages()).find((message) => message.id === messageId)!;
    await space.click(stage.org.officers[1], card, { button: 'Approve' });
    await space.hears('the approval', ({ markdown = '' }) => /approved/i.test(markdown));
    const [state, kept] = ['state.json', 'state.kept'].map((name) => join(stage.dataDir, name)) as [string, string];
    await copyFile(state, kept);
    await space.say(stage.org.officers[1], `cancel ${id} better not`);
    await space.hears('the end', ({ markdown = '' }) => /cancelled/i.test(markdown));
    await endBot(scene);

    await copyFile(kept, state);
    await stage.restart();
    expect((await auditOf(stage)).findLast(({ type }) => type === 'state.caught-up')).toMatchObject({
      purge: id,
      details: { to: 'cancelled' },
    });
    expect((await auditOf(stage)).some(({ type }) => type === 'folder.behind')).toBe(false);
    await space.say(stage.org.officers[1], `resume ${id}`);
    expect((await space.hears('no', ({ markdown = '' }) => markdown.includes(id))).markdown).toMatch(/cancelled/i);
  });
});

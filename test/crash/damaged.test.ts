import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import { describe, expect, test } from 'vitest';
import { setScene, type Scene } from '../story/scene.js';

async function end({ stage }: Scene): Promise<void> {
  stage.bot.signal('SIGTERM');
  await stage.bot.ended();
}

/** Another letter where one was. */
async function change(path: string): Promise<void> {
  const bytes = await readFile(path);
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = bytes[middle] === 0x61 ? 0x62 : 0x61;
  await writeFile(path, bytes);
}

describe('a data folder in which one byte is another', { timeout: 120_000 }, () => {
  const scene = setScene({ env: { GRACE_PERIOD: '4s' } });

  test('in an approved list: nothing of it is deleted, and the space is told', async () => {
    const { stage, space } = scene;
    await space.say(stage.org.officers[0], 'purge 30d');
    const card = await space.hears('the card', hasCard);
    await space.click(stage.org.officers[1], card, { button: 'Approve' });
    await space.hears('the approval', ({ markdown = '' }) => markdown.includes('is approved by'));
    await end(scene);
    const id = String(buttonsOf(card).get('Approve')?.['id']);
    await change(join(stage.dataDir, 'purges', id, 'manifest.ndjson'));
    await stage.restart();
    await space.hears('the stop and why', ({ markdown = '' }) => /is stopped.*manifest\.ndjson/s.test(markdown));
    expect(await stage.webex.deletions()).toEqual([]);
  });

  test('in state.json: the bot does not start, and says which file and what to do', async () => {
    const { stage } = scene;
    await end(scene);
    await change(join(stage.dataDir, 'state.json'));
    await expect(stage.restart()).rejects.toThrow(/state\.json[\s\S]*(back-up|key)/i);
    expect(await stage.webex.deletions()).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard, linesOf } from '../../src/demo/space.js';
import { setScene } from '../story/scene.js';
import { checksIn, headCheck, unpackedEvidence } from './unpacked.js';

describe('evidence of a purge by the real bot', { timeout: 60_000 }, () => {
  const scene = setScene();

  test('agrees while the bot runs, and contains the head that the card shows', async () => {
    const { space, stage } = scene;
    const [olivia, oscar] = stage.org.officers;
    await space.say(olivia, 'purge 30d');
    const card = await space.hears('the approval card', hasCard);
    const id = String(buttonsOf(card).get('Approve')?.['id']);
    await space.click(oscar, card, { button: 'Approve' });
    await space.hears('the report', ({ files = [] }) => files.length > 0);

    const { folder, written } = await unpackedEvidence(stage.dataDir, id);
    expect(written.names).toHaveLength(6);
    for (const [title, check] of await checksIn(folder)) expect(await check(), title).toMatchObject({ code: 0 });
    const [, seq = '', hash = ''] = /(\d+) · ([0-9a-f]{16})/.exec(linesOf(card).join('\n')) ?? [];
    expect(await headCheck(folder, { seq, hash })).toMatchObject({ code: 0 });
    expect(await headCheck(folder, { seq, hash: '0'.repeat(16) })).toMatchObject({ code: 1 });
  });
});

import { writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene, type Scene } from './scene.js';

async function askFor(scene: Scene, text: string): Promise<SeenMessage> {
  await scene.space.say(scene.stage.org.officers[0], text);
  return scene.space.hears('the card', hasCard);
}

function idOn(card: SeenMessage): string {
  return String([...buttonsOf(card).values()][0]?.['id']);
}

describe('an approved purge', { timeout: 180_000 }, () => {
  const scene = setScene({ env: { GRACE_PERIOD: '30s', CONFIRM_ABOVE: '5', CANARY_SIZE: '10' } });

  test('above CONFIRM_ABOVE needs the exact number', async () => {
    const { space, stage } = scene;
    const [, oscar] = stage.org.officers;
    const card = await askFor(scene, 'purge 30d');
    const frozen = (await auditOf(stage)).find(({ type }) => type === 'purge.frozen')!;
    const count = Number(frozen.details['messages']);
    for (const typed of [{}, { count: String(count + 1) }, { count: 'all' }]) {
      await space.click(oscar, card, { button: 'Approve', typed });
      await space.hears('the refusal', ({ parentId }) => parentId === card.id);
    }
    await space.click(oscar, card, { button: 'Approve', typed: { count: String(count) } });
    await space.hears(
      'the approval',
      ({ parentId, markdown }) => parentId === card.id && /approved/i.test(markdown ?? ''),
    );
    const refused = (await auditOf(stage)).filter(({ details }) => details['reason'] === 'count-wrong');
    expect(refused).toHaveLength(3);
  });

  test('is stopped in its grace by any member, and ended for good by an officer', async () => {
    const { space, stage } = scene;
    const card = (await space.messages()).find((message) => buttonsOf(message).has('Stop'))!;
    await space.click(stage.org.member, card, { button: 'Stop' });
    await space.hears('the stop', ({ markdown }) => /stopped/i.test(markdown ?? ''));
    const id = idOn(card);
    await space.say(stage.org.officers[1], `cancel ${id} better not`);
    await space.hears('the end', ({ markdown }) => /cancelled/i.test(markdown ?? ''));
    await space.say(stage.org.officers[1], `resume ${id}`);
    expect((await space.hears('no', () => true)).markdown).toMatch(/cancelled/i);
    expect(await stage.webex.deletions()).toEqual([]);
  });
});

describe('a run', { timeout: 180_000 }, () => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 800, latencyMs: 30 },
    env: { CANARY_SIZE: '10' },
  });
  let id: string;

  test('halts at the STOP file and goes on where it stood', async () => {
    const { space, stage } = scene;
    const [olivia, oscar] = stage.org.officers;
    const card = await askFor(scene, 'purge 30d');
    id = idOn(card);
    await space.click(oscar, card, { button: 'Approve' });
    await expect.poll(async () => (await stage.webex.deletions()).length, { timeout: 20_000 }).toBeGreaterThan(0);
    await writeFile(join(stage.dataDir, 'STOP'), '');
    await space.hears('the stop', ({ markdown }) => /stopped/i.test(markdown ?? ''));
    const halfway = (await stage.webex.deletions()).length;
    const total = Number((await auditOf(stage)).find(({ type }) => type === 'purge.frozen')?.details['messages']);
    expect(halfway).toBeLessThan(total);

    await rm(join(stage.dataDir, 'STOP'));
    await space.say(olivia, `resume ${id}`);
    await space.hears('the report', ({ files = [] }) => files.length > 0);
    const deletions = await stage.webex.deletions();
    expect(new Set(deletions.map(({ messageId }) => messageId)).size).toBe(total);
    expect(deletions).toHaveLength(total);
    expect(new Set(deletions.slice(halfway).map(({ personId }) => personId))).toEqual(new Set([olivia.id]));
  });

  test('is found again in history and by its report', async () => {
    const { space, stage } = scene;
    await space.say(stage.org.officers[0], 'history');
    expect((await space.hears('history', () => true)).markdown).toContain(id);
    await space.say(stage.org.officers[0], `report ${id}`);
    const again = await space.hears('the report again', ({ files = [] }) => files.length > 0);
    expect(again.markdown).toMatch(/again|repeat/i);
  });
});

describe('a clock that is ten minutes off', { timeout: 120_000 }, () => {
  const scene = setScene({ simulator: { seed: 3, people: 20, messages: 100, clockOffsetMs: 600_000 } });

  test('scans nothing and says so', async () => {
    const { space, stage } = scene;
    await space.say(stage.org.officers[0], 'purge 30d');
    expect((await space.hears('the warning', () => true)).markdown).toMatch(/clock/i);
    expect((await auditOf(stage)).some(({ type }) => type === 'scan.requested')).toBe(false);
  });
});

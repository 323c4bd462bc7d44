import { describe, expect, test } from 'vitest';
import { hasCard } from '../../src/demo/space.js';
import { until } from '../../src/demo/stage.js';
import { setScene, type Scene } from '../story/scene.js';
import { auditOf, manifestOf } from './traces.js';
import { outage } from './trouble.js';

const SIMULATOR = { seed: 6, people: 24, messages: 260, latencyMs: 30, deletedEventDelayMs: 300 };

async function approve({ stage, space }: Scene): Promise<string> {
  await space.say(stage.org.officers[0], 'purge 30d');
  const card = await space.hears('the card', hasCard);
  await space.click(stage.org.officers[1], card, { button: 'Approve' });
  return (await auditOf(stage)).find(({ type }) => type === 'purge.frozen')?.purge ?? '';
}

async function completesAll({ stage }: Scene, purge: string): Promise<void> {
  const finished = async () => (await auditOf(stage)).findLast(({ type }) => type === 'purge.finished');
  await until('the purge has finished', async () => (await finished()) !== undefined, 90_000);
  expect((await finished())?.details).toMatchObject({ state: 'completed' });
  const listed = (await manifestOf(stage, purge)).map(({ message_id }) => message_id);
  const gone = (await stage.webex.deletions()).map(({ messageId }) => messageId);
  expect(gone.toSorted()).toEqual(listed.toSorted());
}

describe('a Webex that answers nobody for ten scaled minutes in mid-run', { timeout: 150_000 }, () => {
  const scene = setScene({ simulator: SIMULATOR, env: { CANARY_SIZE: '0' } });

  test('is waited for, and the run goes on by itself and ends complete', async () => {
    const purge = await approve(scene);
    await until('some are deleted', async () => (await scene.stage.webex.deletions()).length > 4);
    await outage(scene.stage);
    await completesAll(scene, purge);
    const types = (await auditOf(scene.stage)).map(({ type }) => type);
    expect(types).not.toContain('purge.stopped');
    expect(types.filter((type) => type === 'purge.waiting')).toHaveLength(1);
  });
});

describe('a Webex that fails at three in ten requests', { timeout: 150_000 }, () => {
  const scene = setScene({ simulator: SIMULATOR, env: { CANARY_SIZE: '8' } });

  test('delays a purge, and changes nothing of it', async () => {
    const purge = await approve(scene);
    await until('the approval counts', async () =>
      (await auditOf(scene.stage)).some(({ type }) => type === 'purge.approved'),
    );
    await scene.stage.webex.set({ randomFailure: { share: 0.3, status: 503 } });
    await completesAll(scene, purge);
  });
});

import { describe, expect, test } from 'vitest';
import { hasCard } from '../../src/demo/space.js';
import { until } from '../../src/demo/stage.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { setScene } from './scene.js';

/** So long the canary waits for Webex's word, ms. */
const PATIENCE_MS = 120_000;

describe('a Webex that answers 204 and deletes nothing', { timeout: 120_000 }, () => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 800, ghostDeletes: true },
    env: { CANARY_SIZE: '5' },
  });

  const looks = async (): Promise<number> =>
    ((await scene.stage.webex.requests(true)).log ?? []).filter(({ path }) => path.includes('type=deleted')).length;
  const isStopped = ({ markdown = '' }: SeenMessage): boolean => /stopped/i.test(markdown);

  test('is found out by the first few after two minutes, and the rest is left alone', async () => {
    const { space, stage } = scene;
    await space.say(stage.org.officers[0], 'purge 30d');
    const card = await space.hears('the card', hasCard);
    await space.click(stage.org.officers[1], card, { button: 'Approve' });
    await until('the first few are deleted', async () => (await stage.webex.deletions()).length === 5);
    const before = await looks();
    await until('it looks for them again and again', async () => (await looks()) > before + 2);
    expect((await space.messages()).some(isStopped)).toBe(false);
    // The bot goes by Webex's time, so this is how its two minutes pass.
    await stage.webex.set({ clockOffsetMs: PATIENCE_MS });
    await space.hears('the stop', isStopped);
    expect(await stage.webex.deletions()).toHaveLength(5);
  });
});

import { describe, expect, test } from 'vitest';
import { hasCard } from '../../src/demo/space.js';
import { setScene } from './scene.js';

describe('a Webex that answers 204 and deletes nothing', { timeout: 180_000 }, () => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 800, ghostDeletes: true },
    env: { CANARY_SIZE: '5' },
  });

  test('is found out by the first few, and the rest is left alone', async () => {
    const { space, stage } = scene;
    await space.say(stage.org.officers[0], 'purge 30d');
    const card = await space.hears('the card', hasCard);
    await space.click(stage.org.officers[1], card, { button: 'Approve' });
    await space.hears('the stop', ({ markdown }) => /stopped/i.test(markdown ?? ''), 150_000);
    expect(await stage.webex.deletions()).toHaveLength(5);
  });
});

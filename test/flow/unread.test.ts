import { describe, expect, it } from 'vitest';
import { spanOf } from '../../src/bot/words/figures.js';
import { OLIVIA, OSCAR } from '../support/requests.js';
import { createWorld, type World } from '../support/world.js';

const UNREAD = { from: '2026-10-01T10:00:00.000Z', to: '2026-10-01T10:05:00.000Z' };
const IN_WORDS = `${spanOf(UNREAD)} could not be read: Webex failed at it`;

async function asked(messages: number): Promise<World> {
  const world = createWorld({ messages, unread: UNREAD, typedApproval: true });
  await world.say(OLIVIA, 'purge 30d');
  await world.settle();
  return world;
}

describe('a part of the window that Webex fails to give', () => {
  it('is named on the card and in the report', async () => {
    const world = await asked(3);
    const [request] = await world.store.all();
    const card = world.said.find(({ notice }) => notice.kind === 'card');
    expect(JSON.stringify(card?.card)).toContain(IN_WORDS);
    await world.say(OSCAR, `approve ${request!.id}`);
    await world.settle();
    world.clock.advance(3_600_000);
    await world.settle();
    await expect.poll(() => world.said.find(({ notice }) => notice.kind === 'report')?.text).toContain(IN_WORDS);
  });

  it('is named where nothing is due besides, and nobody reads that there is nothing', async () => {
    const world = await asked(0);
    const said = world.said.map(({ text }) => text).join('\n');
    expect(said).toContain(IN_WORDS);
    expect(said).not.toMatch(/nothing to delete/i);
    expect((await world.store.all()).map(({ state }) => state)).toEqual(['nothing-due']);
  });
});

describe('a window that Webex gives nothing of, as without Pro Pack', () => {
  it('is not called empty', async () => {
    const world = createWorld({ messages: 0 });
    await world.say(OLIVIA, 'purge 2026-01-01..2026-02-01');
    await world.settle();
    const said = world.said.map(({ text }) => text).join('\n');
    expect(said).toContain('0 found in what could be read');
    expect(said).toContain('without Pro Pack it keeps events for 90 days');
    expect(said).not.toMatch(/nothing to delete|Ask again later/);
  });
});

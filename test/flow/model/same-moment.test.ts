import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../support/requests.js';
import { bringToRest, faultsAtRest } from './ending.js';
import { faultsNow, silenceFaults } from './judge.js';
import { createLife, type Life } from './life.js';
import { AGE, ODA, OFFICERS } from './org.js';
import { recordsIn } from './record.js';

const [ASKER, FIRST] = [OFFICERS[0]!, OFFICERS[1]!];

async function withOpenRequest(play: (life: Life) => Promise<void>): Promise<void> {
  const life = await createLife({ ...RULES, gracePeriodMs: 0, canarySize: 0 });
  try {
    await life.say(ASKER.id, `purge ${AGE}`);
    await life.bot().rest();
    await play(life);
  } finally {
    await life.end();
  }
}

async function approve(life: Life, personId: string): Promise<void> {
  const card = life.space.posts.findLast(({ notice }) => notice.kind === 'card');
  const { id, nonce } = life.space.shownOn(card?.id ?? '')!;
  await life.click({ personId, messageId: card!.id, inputs: { id, nonce, action: 'approve' } });
}

async function replay(life: Life): Promise<void> {
  for (const click of life.sent.values()) await life.deliver(click);
  await life.bot().rest();
  expect(silenceFaults(life)).toEqual([]);
}

describe('two officers who approve in the same moment', { timeout: 60_000 }, () => {
  test('start one run, and both are answered, in whatever order, twice, and after a restart too', async () => {
    const order = fc.array(fc.nat({ max: 5 }), { maxLength: 50 });
    const property = fc.asyncProperty(order, (choices) =>
      withOpenRequest(async (life) => {
        await Promise.all([approve(life, FIRST.id), approve(life, ODA.id)]);
        for (const click of life.sent.values()) await life.deliver(click);
        for (const choice of choices) await life.bot().turns.step(choice);
        await life.bot().rest();
        expect([...(await faultsNow(life)), ...silenceFaults(life)]).toEqual([]);
        await life.restart();
        await replay(life);
        await bringToRest(life);
        await replay(life);
        expect(await faultsAtRest(life)).toEqual([]);
        const types = (await recordsIn(life.folder)).flatMap(({ lines }) => lines.map(({ type }) => type));
        for (const once of ['purge.approved', 'purge.started', 'purge.finished']) {
          expect(types.filter((type) => type === once)).toEqual([once]);
        }
        expect(life.webex.asks).toHaveLength(7);
      }),
    );
    await fc.assert(property, { numRuns: 25 });
  });
});

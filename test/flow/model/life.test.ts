import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { RULES } from '../../support/requests.js';
import { someDeeds } from './deeds.js';
import { bringToRest, faultsAtRest } from './ending.js';
import { createLife, type Life } from './life.js';
import { AGE, OFFICERS } from './org.js';

/**
 * `npm test` tries so many lives; `npm run test:crash` many more. A life that failed is lived again by what the failure
 * prints: MODEL_SEED, MODEL_PATH, and the deeds' MODEL_REPLAY.
 */
const QUICK_LIVES = 120;
const QUICK_MS = 15_000;

/** Of real time. One that takes longer hangs. */
const LONGEST_LIFE_MS = 12_000;

const { MODEL_LIVES, MODEL_SEED, MODEL_PATH } = process.env;

const PARAMETERS: fc.Parameters<unknown> = {
  numRuns: Number(MODEL_LIVES ?? QUICK_LIVES),
  // A slow machine tries fewer of the quick ones.
  plugins: [fc.timeout(LONGEST_LIFE_MS), ...(MODEL_LIVES === undefined ? [fc.interruptAfterTimeLimit(QUICK_MS)] : [])],
  ...(MODEL_SEED === undefined ? {} : { seed: Number(MODEL_SEED) }),
  ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
};

const someRules = fc.record({
  approvalsRequired: fc.constantFrom(1, 1, 2),
  selfApproval: fc.boolean(),
  approvalTtlMs: fc.constant(3_600_000),
  canarySize: fc.constantFrom(0, 2),
  confirmAbove: fc.constantFrom(3, 1_000),
  gracePeriodMs: fc.constantFrom(0, 60_000),
});

describe('a purge, whatever people, Webex, the disk and the machine do', { timeout: 3_600_000 }, () => {
  const seen = { lives: 0, deaths: 0, deleting: 0, completed: 0 };

  test('deletes what was approved and nothing else, once, and tells of it', async () => {
    const property = fc.asyncProperty(someRules, someDeeds, async (rules, deeds) => {
      const life = await createLife({ ...RULES, ...rules });
      try {
        await life.say(OFFICERS[0]!.id, `purge ${AGE}`);
        await life.bot().rest();
        await fc.asyncModelRun(() => ({ model: {}, real: life }), deeds);
        await bringToRest(life);
        expect(await faultsAtRest(life)).toEqual([]);
        await note(life);
      } finally {
        await life.end();
      }
    });
    await fc.assert(property, PARAMETERS);
  });

  const note = async (life: Life): Promise<void> => {
    const requests = await life.bot().requests.all();
    seen.lives += 1;
    seen.deaths += life.deaths();
    seen.deleting += life.webex.gone.size > 0 ? 1 : 0;
    seen.completed += requests.some(({ state }) => state === 'completed') ? 1 : 0;
  };

  afterAll(() => {
    const { lives, deaths, deleting, completed } = seen;
    process.stdout.write(
      `\n${String(lives)} lives with ${String(deaths)} deaths: ${String(deleting)} deleted something, `,
    );
    process.stdout.write(`${String(completed)} completed a purge.\n`);
    // Lives in which nothing happens would prove nothing.
    expect(deleting).toBeGreaterThan(lives / 3);
  });
});

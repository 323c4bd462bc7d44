import { afterAll, describe, expect, test } from 'vitest';
import { faultsOf } from './faults.js';
import { live, seedsFor, type Life } from './life.js';
import { pointsOf, POINTS_IN_A_LIFE } from './points.js';

/** `npm test` tries these; `npm run test:crash` two hundred. */
const QUICK_POINTS = 20;
const POINTS = Number(process.env['CRASH_POINTS'] ?? QUICK_POINTS);
const FIRST_SEED = Number(process.env['CRASH_SEED'] ?? 1);

/** Most of a life is waiting for a restart, so two go on at a time. */
const LANES = [0, 1];

const seeds = seedsFor(POINTS, FIRST_SEED);

describe('a bot that is killed at any point from click to report', { timeout: 300_000 * seeds.length }, () => {
  const tried: string[] = [];

  test.concurrent.each(LANES)('deletes the list once, no more and no less (lane %d)', async (lane) => {
    const all: string[] = [];
    for (const seed of seeds.filter((_, i) => i % LANES.length === lane)) all.push(...(await faultsIn(seed, tried)));
    expect(all).toEqual([]);
  });

  afterAll(() => {
    process.stdout.write(`\n${tried.join('\n')}\n${String(tried.length * POINTS_IN_A_LIFE)} points tried.\n`);
  });
});

async function faultsIn(seed: number, tried: string[]): Promise<readonly string[]> {
  const life = await live(seed, pointsOf(seed));
  try {
    life.stage.bot.signal('SIGTERM');
    await life.stage.bot.ended();
    const faults = await faultsOf(life);
    tried.push(printed(life, faults));
    return faults.map((fault) => `seed ${String(seed)}: ${fault}`);
  } finally {
    await life.end();
  }
}

function printed({ seed, trouble, kills, manifest }: Life, faults: readonly string[]): string {
  const points = kills.map(({ point, deleted, inFlight }) => {
    const where = deleted === 0 ? '' : ` ${String(deleted)}/${String(manifest.length)}`;
    const unknown = inFlight.size === 0 ? '' : `, ${String(inFlight.size)} on their way`;
    return `${point.phase}${where} +${String(point.delayMs)} ms${unknown}${point.torn ? ', torn' : ''}`;
  });
  return `seed ${String(seed)} (${trouble}): ${points.join(' · ')} · ${String(faults.length)} faults`;
}

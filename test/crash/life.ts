import { setTimeout as sleep } from 'node:timers/promises';
import { setStage, until, type Stage } from '../../src/demo/stage.js';
import type { Candidate } from '../../src/model.js';
import { mountSmallDisk, type SmallDisk } from '../storage/small-disk.js';
import { kill, type Kill } from './kill.js';
import { POINTS_IN_A_LIFE, troubleOf, type Point, type Trouble } from './points.js';
import { CANARY, goOnIfStopped, PATIENCE_MS, reach } from './reach.js';
import { frozenPurge, manifestOf, reportsIn, textOf } from './traces.js';
import { DISK_KB, ordealOf, type Ordeal } from './trouble.js';

/** A purge that is killed again and again, and what was seen at each kill. */
export interface Life {
  readonly stage: Stage;
  readonly seed: number;
  readonly trouble: Trouble;
  readonly kills: readonly Kill[];
  readonly purge: string;
  readonly manifest: readonly Candidate[];
  end(): Promise<void>;
}

/** Sets a stage of its own, goes through all the points, and on to the report. */
export async function live(seed: number, points: readonly Point[]): Promise<Life> {
  const disk = troubleOf(seed) === 'full-disk' ? await mountSmallDisk(DISK_KB) : null;
  // Where this account may mount no disk, such a life has no trouble.
  const trouble = troubleOf(seed) === 'full-disk' && disk === null ? 'none' : troubleOf(seed);
  const stage = await stageFor(seed, disk);
  const end = async (): Promise<void> => {
    await stage.close();
    await disk?.unmount();
  };
  try {
    const kills = await goThrough(stage, points, ordealOf(trouble, stage, disk));
    await untilFinished(stage);
    const purge = await frozenPurge(stage);
    return { stage, seed, trouble, kills, purge, manifest: await manifestOf(stage, purge), end };
  } catch (error) {
    await end();
    throw new Error(`the life of seed ${String(seed)} (${trouble}) did not come to its end:\n${stage.bot.output()}`, {
      cause: error,
    });
  }
}

async function stageFor(seed: number, disk: SmallDisk | null): Promise<Stage> {
  const env = { CANARY_SIZE: String(CANARY), GRACE_PERIOD: '1s', ...(disk === null ? {} : { DATA_DIR: disk.folder }) };
  const simulator = { seed, people: 24, messages: 260, latencyMs: 12, deletedEventDelayMs: 300 };
  const stage = await setStage({ simulator, env });
  for (const officer of stage.org.officers) await stage.signIn(officer);
  await stage.webex.clearRequests();
  return stage;
}

async function goThrough(stage: Stage, points: readonly Point[], ordeal: Ordeal): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  // After the canary most of the list is left.
  const middle = points.findIndex(({ phase }) => phase === 'canary') + 1;
  for (const [n, point] of points.entries()) {
    await ordeal.begin(point.phase);
    await reach(stage, point);
    if (n === middle) await ordeal.halfway();
    await sleep(point.delayMs);
    kills.push(await kill(stage, point));
    await ordeal.relent();
    await stage.restart();
    await goOnIfStopped(stage);
  }
  return kills;
}

/** All the lives that `points` make up, one after another. */
export function seedsFor(points: number, firstSeed: number): readonly number[] {
  return Array.from({ length: Math.ceil(points / POINTS_IN_A_LIFE) }, (_, i) => firstSeed + i);
}

/** The report is in the space, and the bot knows it. */
async function untilFinished(stage: Stage): Promise<void> {
  await until(
    'the report is posted',
    async () => (await reportsIn(stage)).length > 0 && /"posted":\s*true/.test(await textOf(stage, 'state.json')),
    PATIENCE_MS,
  );
}

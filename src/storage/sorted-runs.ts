import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explained } from './durable.js';
import { mergeLines } from './merge-lines.js';
import { inBatches, readRun, writeRun } from './run-file.js';

export interface RunLimits {
  /** So many lines are sorted in memory; more become a run on disk, which is written while as many gather again. */
  readonly linesInMemory: number;
  /** So many runs are merged at once, each with an open file and a piece of it in memory. */
  readonly fanIn: number;
}

/**
 * Twice some 2 MB of lines, and with 64 pieces of 32 KB, as bytes and as text, another 4 MB while they are merged. V8 lets the
 * heap grow to four times of what lives in it: with twice as many lines a scan took 30 MB more.
 */
const LIMITS: RunLimits = { linesInMemory: 5_000, fanIn: 64 };

/**
 * Sorts any number of lines in bounded memory: sorted runs on disk, merged at the end. Few lines never reach the disk. One
 * call at a time.
 */
export interface SortedRuns {
  add(lines: readonly string[]): Promise<void>;
  /** All lines in order of their text, in batches; once, after the last `add`. */
  sorted(): AsyncGenerator<readonly string[]>;
  /** Removes what was written; nothing else may be called afterwards. */
  discard(): Promise<void>;
}

/** `folder` is asked for when the first run is written; the runs go into one of their own in it, which a start clears away. */
export function createSortedRuns(folder: () => Promise<string>, limits: RunLimits = LIMITS): SortedRuns {
  let inMemory: string[] = [];
  let runs: string[] = [];
  let spilling: Promise<void> = Promise.resolve();
  let made = 0;
  let place: Promise<string> | null = null;

  const newRun = async (batches: AsyncGenerator<readonly string[]>): Promise<void> => {
    place ??= folder().then(ownFolder);
    const path = join(await place, `run-${String(++made)}`);
    await explained(path, () => writeRun(path, batches));
    runs.push(path);
  };
  /** One run is written while the lines of the next gather. Whoever comes after a failure is told of it. */
  const spill = async (): Promise<void> => {
    const full = inMemory;
    inMemory = [];
    const before = spilling;
    spilling = before.then(() => newRun(inBatches(full.sort())));
    spilling.catch(() => undefined);
    await before;
  };
  /**
   * Merges only as many as it takes for the rest to fit into the last merge, and the oldest first, which are the shortest:
   * so few lines are written anew.
   */
  const mergeSome = async (): Promise<void> => {
    const some = runs.slice(0, Math.min(limits.fanIn, runs.length - limits.fanIn + 1));
    runs = runs.slice(some.length);
    await newRun(mergeLines(some.map(readRun)));
    await Promise.all(some.map((path) => rm(path)));
  };

  return {
    add: async (lines) => {
      for (const line of lines) {
        inMemory.push(line);
        if (inMemory.length >= limits.linesInMemory) await spill();
      }
    },
    sorted: async function* () {
      await spilling;
      while (runs.length > limits.fanIn) await mergeSome();
      yield* mergeLines([...runs.map(readRun), inBatches(inMemory.sort())]);
    },
    discard: async () => {
      inMemory = [];
      await spilling.catch(() => undefined);
      if (place !== null) await rm(await place, { recursive: true, force: true });
    },
  };
}

/** Named like all that is passing. */
async function ownFolder(parent: string): Promise<string> {
  const path = join(parent, `sorting.${randomBytes(6).toString('hex')}.tmp`);
  await mkdir(path, { mode: 0o700 });
  return path;
}

import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explained } from './durable.js';
import { mergeLines } from './merge-lines.js';
import { inBatches, readRun, writeRun } from './run-file.js';

export interface RunLimits {
  /** So many lines are sorted in memory; more become a run on disk. */
  readonly linesInMemory: number;
  /** So many runs are merged at once, each with an open file and a piece of it in memory. */
  readonly fanIn: number;
}

/** Some 2 MB of lines, and with 32 pieces of 32 KB, as bytes and as text, another 2 MB while they are merged. */
const LIMITS: RunLimits = { linesInMemory: 5_000, fanIn: 32 };

/** Sorts any number of lines in bounded memory: sorted runs on disk, merged at the end. Few lines never reach the disk. */
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
  let made = 0;
  let place: Promise<string> | null = null;

  const newRun = async (batches: AsyncGenerator<readonly string[]>): Promise<void> => {
    place ??= folder().then(ownFolder);
    const path = join(await place, `run-${String(++made)}`);
    await explained(path, () => writeRun(path, batches));
    runs.push(path);
  };
  const spill = (): Promise<void> => {
    const full = inMemory;
    inMemory = [];
    return newRun(inBatches(full.sort()));
  };
  /** The oldest first, which are the shortest: so every line is written anew as seldom as can be. */
  const mergeSome = async (): Promise<void> => {
    const some = runs.slice(0, limits.fanIn);
    runs = runs.slice(limits.fanIn);
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
      while (runs.length > limits.fanIn) await mergeSome();
      yield* mergeLines([...runs.map(readRun), inBatches(inMemory.sort())]);
    },
    discard: async () => {
      inMemory = [];
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

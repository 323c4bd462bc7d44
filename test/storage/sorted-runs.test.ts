import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LINES_AT_ONCE } from '../../src/storage/lines.js';
import { createSortedRuns, type RunLimits, type SortedRuns } from '../../src/storage/sorted-runs.js';
import { allOf } from '../support/memory.js';
import { modeOf, tempFolder } from './support.js';

it('gives back all lines in order, however many runs they made and however often runs were merged', async () => {
  const lines = fc.array(
    fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)),
    { maxLength: 60 },
  );
  const limits = fc.record({ linesInMemory: fc.integer({ min: 1, max: 8 }), fanIn: fc.integer({ min: 2, max: 4 }) });
  const folder = await tempFolder();
  await fc.assert(
    fc.asyncProperty(lines, limits, async (given, bounds) => {
      const runs = createSortedRuns(() => Promise.resolve(folder), bounds);
      await runs.add(given);
      expect(await allOf(runs.sorted())).toEqual(given.toSorted());
      await runs.discard();
      expect(await readdir(folder)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it('keeps no more than the limit in memory, beside one run that is being written: the rest lies in runs of that length', async () => {
  const { folder, runs } = await begun({ linesInMemory: 1_000, fanIn: 8 });
  for (let n = 0; n < 50_500; n += 500) await runs.add(numbered(n, 500));
  const [own = ''] = await readdir(folder);
  await expect.poll(() => readdir(join(folder, own))).toHaveLength(50);
  expect(await modeOf(join(folder, own))).toBe(0o700);
  expect(await modeOf(join(folder, own, 'run-1'))).toBe(0o600);

  let [lines, longest] = [0, 0];
  for await (const batch of runs.sorted()) {
    if (lines === 0) expect((await readdir(join(folder, own))).length).toBeLessThanOrEqual(8);
    lines += batch.length;
    longest = Math.max(longest, batch.length);
  }
  expect({ lines, longest }).toEqual({ lines: 50_500, longest: LINES_AT_ONCE });
});

it('writes nothing while the lines fit into memory', async () => {
  const { folder, runs } = await begun({ linesInMemory: 1_000, fanIn: 8 });
  await runs.add(numbered(0, 999));
  expect(await allOf(runs.sorted())).toHaveLength(999);
  expect(await readdir(folder)).toEqual([]);
});

it('tells of a run that could not be written: at once, or with the next one, or at the end', async () => {
  const { folder, runs } = await begun({ linesInMemory: 10, fanIn: 4 });
  await writeFile(join(await folderOfRuns(folder, runs), 'run-2'), 'in the way');
  await runs.add(numbered(10, 10));
  const [next, end] = [runs.add(numbered(20, 10)), runs.sorted().next()];
  await expect(next).rejects.toThrow('run-2');
  await expect(end).rejects.toThrow('run-2');
  await expect(runs.add(numbered(30, 10))).rejects.toThrow('run-2');
  await runs.discard();
  expect(await readdir(folder)).toEqual([]);
});

it('leaves nothing behind when it is given up half way', async () => {
  const { folder, runs } = await begun({ linesInMemory: 100, fanIn: 4 });
  await runs.add(numbered(0, 1_000));
  const reading = runs.sorted();
  await reading.next();
  await reading.return(undefined);
  await runs.discard();
  expect(await readdir(folder)).toEqual([]);
});

it('reads lines that are longer than what is read at once', async () => {
  const { runs } = await begun({ linesInMemory: 1, fanIn: 2 });
  const long = ['ä'.repeat(100_000), 'b'.repeat(300_000), 'c'];
  await runs.add(long);
  expect(await allOf(runs.sorted())).toEqual(long.toSorted());
});

async function begun(limits: RunLimits) {
  const folder = join(await tempFolder(), 'purge');
  await mkdir(folder);
  return { folder, runs: createSortedRuns(() => Promise.resolve(folder), limits) };
}

/** Where the runs lie, after the first one. */
async function folderOfRuns(folder: string, runs: SortedRuns): Promise<string> {
  await runs.add(numbered(0, 10));
  await expect.poll(async () => readdir(join(folder, (await readdir(folder))[0] ?? ''))).toContain('run-1');
  return join(folder, (await readdir(folder))[0] ?? '');
}

/** Spread, so that no run holds neighbours. */
function numbered(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => String(((from + i) * 7_919) % 100_003).padStart(6, '0'));
}

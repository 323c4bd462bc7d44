import { appendFile, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSeenDeliveries } from '../../src/storage/seen-deliveries.js';
import { manualClock, type ManualClock } from '../support/memory.js';
import { modeOf, recordingLog, tempFolder } from './support.js';

const DAY_MS = 86_400_000;
const NAMES_OF_TODAY = ['2026-11-24.txt'];

async function aMemory(clock: ManualClock = manualClock()) {
  const dataDir = await tempFolder();
  const log = recordingLog();
  /** Another process on the same folder. */
  const opened = () => createSeenDeliveries({ dataDir, clock, log });
  return { opened, seen: opened(), clock, log, dataDir, folder: join(dataDir, 'deliveries') };
}

describe('a delivery', () => {
  it('is the first of its id once, at once or after a restart', async () => {
    const { opened, seen } = await aMemory();
    expect(await Promise.all(['a', 'a', 'b'].map((id) => seen.first(id)))).toEqual([true, false, true]);
    expect(await seen.first('a')).toBe(false);
    const next = opened();
    expect(await Promise.all(['a', 'b', 'c'].map((id) => next.first(id)))).toEqual([false, false, true]);
    expect(await opened().first('c')).toBe(false);
  });

  it('is remembered for 90 days, whether the bot runs or not, and its file then goes', async () => {
    const { opened, seen, clock, folder } = await aMemory();
    await seen.first('old');
    clock.advance(90 * DAY_MS);
    expect(await opened().first('old')).toBe(false);
    expect(await seen.first('newer')).toBe(true);
    expect(await readdir(folder)).toEqual(['2026-11-24.txt', '2027-02-22.txt']);
    clock.advance(DAY_MS);
    for (const memory of [seen, opened()]) expect(await memory.first('newer')).toBe(false);
    expect(await seen.first('newest')).toBe(true);
    expect(await readdir(folder)).toEqual(['2027-02-22.txt', '2027-02-23.txt']);
    expect(await seen.first('old')).toBe(true);
  });

  it('leaves no id on disk, and nothing that others may read', async () => {
    const { seen, folder } = await aMemory();
    await seen.first('Y2lzY29zcGFyazovL3VzL01FU1NBR0Uv');
    expect(await readdir(folder)).toEqual(NAMES_OF_TODAY);
    const path = join(folder, NAMES_OF_TODAY[0]!);
    expect(await readFile(path, 'utf8')).toMatch(/^\n[\w-]{22}\n$/);
    expect([await modeOf(folder), await modeOf(path)]).toEqual([0o700, 0o600]);
  });

  it('of a busy space is told from two hundred thousand others', async () => {
    const { opened, folder } = await aMemory();
    await mkdir(folder);
    for (let day = 1; day <= 20; day += 1) {
      const marks = Array.from({ length: 10_000 }, (_, i) => `${day}-${i}`.padEnd(22, 'x'));
      await writeFile(join(folder, `2026-11-${String(day).padStart(2, '0')}.txt`), marks.join('\n') + '\n');
    }
    const before = process.memoryUsage().heapUsed;
    const seen = opened();
    expect(await seen.first('a')).toBe(true);
    expect(await seen.first('a')).toBe(false);
    expect((process.memoryUsage().heapUsed - before) / 200_000).toBeLessThan(250);
  });
});

describe('what the disk does', () => {
  it.each([
    ['a line that a crash tore', 'tor'],
    ['a line of another form', '{"id":7}\n'],
  ])('loses nothing by %s', async (_, text) => {
    const { opened, seen, folder } = await aMemory();
    await seen.first('a');
    await appendFile(join(folder, NAMES_OF_TODAY[0]!), text);
    const next = opened();
    await next.first('b');
    for (const id of ['a', 'b']) expect(await opened().first(id)).toBe(false);
  });

  it('keeps nobody from being heard where it is damaged, and says so', async () => {
    const { opened, log, folder } = await aMemory();
    await mkdir(folder);
    await writeFile(join(folder, NAMES_OF_TODAY[0]!), Buffer.from([0xff, 0xfe, 0x0a]));
    const seen = opened();
    expect([await seen.first('a'), await seen.first('a')]).toEqual([true, false]);
    expect(log.noted.map(({ event }) => event)).toEqual(['webhook.not-remembered']);
  });

  it('keeps nobody from being heard where it takes nothing', async () => {
    const { seen, log, dataDir } = await aMemory();
    await writeFile(join(dataDir, 'deliveries'), 'a file in the way');
    await chmod(dataDir, 0o700);
    expect([await seen.first('a'), await seen.first('a')]).toEqual([true, false]);
    expect(log.noted.length).toBeGreaterThan(0);
  });
});

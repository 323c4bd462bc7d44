import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packReport } from '../../src/storage/report-packing.js';
import { modeOf, tempFolder } from './support.js';

const ROW = 'message-1,2026-08-28T00:00:00.000Z,alice@example.com,room-1,deleted,204\r\n';

describe('packing a report', () => {
  it('leaves one of 20 MB as it is', async () => {
    const path = await reportOf(Buffer.alloc(20_000_000, ROW));
    const packed = await packReport(path);
    expect(packed).toMatchObject({ note: 'attached', file: { path, name: 'report.csv' } });
    await packed.remove();
    expect(await namesBeside(path)).toEqual(['report.csv']);
  });

  it('gzips a larger one, closed to other accounts, and removes the copy', async () => {
    const content = Buffer.alloc(20_000_001, ROW);
    const path = await reportOf(content);
    const packed = await packReport(path);
    expect(packed).toMatchObject({ note: 'gzipped', file: { name: 'report.csv.gz' } });
    expect(gunzipSync(await readFile(packed.file!.path)).equals(content)).toBe(true);
    expect(await modeOf(packed.file!.path)).toBe(0o600);
    await packed.remove();
    expect(await namesBeside(path)).toEqual(['report.csv']);
  });

  it('gives the same report twice at once a copy each', async () => {
    const path = await reportOf(Buffer.alloc(1_000, ROW));
    const [one, two] = await Promise.all([packReport(path, SMALL), packReport(path, SMALL)]);
    await one.remove();
    expect(gunzipSync(await readFile(two.file!.path))).toHaveLength(1_000);
    await two.remove();
    expect(await namesBeside(path)).toEqual(['report.csv']);
  });

  it('only names one that is too large even so', async () => {
    const path = await reportOf(randomBytes(2_000));
    const packed = await packReport(path, SMALL);
    expect(packed).toMatchObject({ note: 'too-large', file: null });
    await packed.remove();
    expect(await namesBeside(path)).toEqual(['report.csv']);
  });

  it('leaves nothing behind where there is no report', async () => {
    const folder = await tempFolder();
    await expect(packReport(join(folder, 'report.csv'))).rejects.toThrow(/report\.csv/);
    expect(await readdir(folder)).toEqual([]);
  });
});

const SMALL = { plain: 10, attached: 1_000 };

async function reportOf(content: Buffer): Promise<string> {
  const path = join(await tempFolder(), 'report.csv');
  await writeFile(path, content);
  return path;
}

function namesBeside(path: string): Promise<string[]> {
  return readdir(join(path, '..'));
}

import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DamagedFileError } from '../../src/errors.js';
import { linesBack } from '../../src/storage/lines-back.js';
import { jsonBatches, lineBatches } from '../../src/storage/lines.js';
import { allOf } from '../support/memory.js';
import { tempFolder } from './support.js';

/** Lines of all lengths up to several times what is read at once. */
const LINES = fc.array(
  fc.tuple(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom(0, 1, 500, 65_535, 65_536, 300_000)),
  { maxLength: 8 },
);

describe('reading lines', () => {
  it('finds the same lines forwards and backwards, wherever the pieces are cut', async () => {
    const path = join(await tempFolder(), 'file');
    await fc.assert(
      fc.asyncProperty(LINES, async (parts) => {
        const lines = parts.map(([start, length]) => `${start.replaceAll('\n', '')}${'x'.repeat(length)}`);
        await writeFile(path, lines.map((line) => `${line}\n`).join(''));
        expect(await allOf(lineBatches(path))).toEqual(lines);
        expect(await readBack(path)).toEqual(lines.reverse());
      }),
      { numRuns: 40 },
    );
  });

  it('leaves a torn last line out and tells of it', async () => {
    const path = join(await tempFolder(), 'file');
    await writeFile(path, 'a\nb\nhalf');
    let torn = '';
    expect(await allOf(lineBatches(path, (rest) => (torn = rest.toString())))).toEqual(['a', 'b']);
    expect(torn).toBe('half');
  });

  it('has no lines of a file that is not there', async () => {
    expect(await allOf(lineBatches(join(await tempFolder(), 'none')))).toEqual([]);
  });

  it('names the path and the line where the JSON is none, or the bytes are no UTF-8', async () => {
    const path = join(await tempFolder(), 'file');
    await writeFile(path, '{"a":1}\n{"a":\n');
    await expect(allOf(jsonBatches(path))).rejects.toThrow(`${path}: line 2`);
    await writeFile(path, Buffer.from([0x22, 0x61, 0x22, 0x0a, 0x22, 0xff, 0x22, 0x0a]));
    await expect(allOf(jsonBatches(path))).rejects.toThrow(`${path}: line 2`);
    await expect(allOf(jsonBatches(path))).rejects.toThrow(DamagedFileError);
  });
});

async function readBack(path: string): Promise<readonly string[]> {
  const file = await open(path);
  try {
    const lines: string[] = [];
    for await (const line of linesBack(file, (await file.stat()).size)) lines.push(line.toString());
    return lines;
  } finally {
    await file.close();
  }
}

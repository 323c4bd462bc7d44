import { execFileSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tar, type TarEntry } from '../../src/operate/tar.js';
import { tempFolder } from '../storage/support.js';

describe('an archive', () => {
  it('is unpacked by tar as it was packed, whatever the sizes', async () => {
    const sizes = fc.array(fc.oneof(fc.constantFrom(0, 1, 511, 512, 513, 1_024), fc.nat(5_000)), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const folder = await tempFolder();
        const bodies = lengths.map((length, i) => Buffer.alloc(length, i + 1));
        execFileSync('tar', ['-xf', '-', '-C', folder], {
          input: await packed(bodies.map((body, i) => file(i, body))),
        });
        expect((await readdir(folder)).length).toBe(bodies.length);
        for (const [i, body] of bodies.entries()) expect(await readFile(join(folder, `file-${i}`))).toEqual(body);
      }),
      { numRuns: 20 },
    );
  });

  it.each([-1, 1])('is not finished where a file has %d bytes more than announced', async (more) => {
    const entry = { ...file(1, Buffer.from('four')), bytes: 4 - more };
    await expect(packed([entry])).rejects.toThrow('announced');
  });
});

function file(i: number, body: Buffer): TarEntry {
  return { name: `file-${i}`, bytes: body.length, modifiedMs: Date.UTC(2026, 10, 24), pieces: [body] };
}

async function packed(entries: readonly TarEntry[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of tar(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}

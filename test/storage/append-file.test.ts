import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAppendFile } from '../../src/storage/append-file.js';
import { modeOf, tempFolder } from './support.js';

describe('a file that only grows', () => {
  it('keeps lines in the order in which they were handed over', async () => {
    const path = join(await tempFolder(), 'file');
    const file = await openAppendFile(path);
    await Promise.all([file.append(['a', 'b']), file.append(['c']), file.append([])]);
    await file.append(['d']);
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('a\nb\nc\nd\n');
    expect(await modeOf(path)).toBe(0o600);
  });

  it('has written what waits when it closes', async () => {
    const path = join(await tempFolder(), 'file');
    const file = await openAppendFile(path);
    const writing = [file.append(['a']), file.append(['b'])];
    await file.close();
    await Promise.all(writing);
    expect(await readFile(path, 'utf8')).toBe('a\nb\n');
  });

  it.each([
    ['nothing', ''],
    ['half of the first line', 'ha'],
    ['half of a line after whole ones', 'a\nb\nha'],
    ['half of a very long line', `a\n${'h'.repeat(200_000)}`],
  ])('cuts %s off before it goes on', async (_, left) => {
    const path = join(await tempFolder(), 'file');
    await writeFile(path, left);
    const file = await openAppendFile(path);
    await file.append(['next']);
    await file.close();
    expect(await readFile(path, 'utf8')).toBe(`${left.slice(0, left.lastIndexOf('\n') + 1)}next\n`);
  });

  it('appends after what another hand added meanwhile, never over it', async () => {
    const path = join(await tempFolder(), 'file');
    const file = await openAppendFile(path);
    await appendFile(path, 'foreign\n');
    await file.append(['own']);
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('foreign\nown\n');
  });
});

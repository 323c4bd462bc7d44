import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureFolder, replaceFile, writeThenRename } from '../../src/storage/durable.js';
import { modeOf, tempFolder } from './support.js';

describe('replacing a file', () => {
  it('closes it to other accounts, also where the old one was open', async () => {
    const path = join(await tempFolder(), 'file');
    await writeFile(path, 'old', { mode: 0o644 });
    await replaceFile(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await modeOf(path)).toBe(0o600);
  });

  it('keeps the old one, and nothing else, when writing fails half-way', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'file');
    await replaceFile(path, 'old');
    const failing = writeThenRename(path, async (file) => {
      await file.writeFile('half of the new one');
      throw new Error('no more');
    });
    await expect(failing).rejects.toThrow('no more');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['file']);
  });
});

describe('a folder', () => {
  it('is made with its parents, closed to other accounts', async () => {
    const folder = join(await tempFolder(), 'a', 'b');
    await ensureFolder(folder);
    expect(await modeOf(folder)).toBe(0o700);
  });

  it('is closed where it stood open', async () => {
    const folder = join(await tempFolder(), 'open');
    await mkdir(folder, { mode: 0o755 });
    await ensureFolder(folder);
    expect(await modeOf(folder)).toBe(0o700);
  });

  it('is left as it is where everybody shares it', async () => {
    const folder = join(await tempFolder(), 'shared');
    await mkdir(folder);
    await chmod(folder, 0o1777);
    await ensureFolder(folder);
    expect(await modeOf(folder)).toBe(0o777);
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockFolder } from '../../src/storage/lock.js';
import { tempFolder } from './support.js';

const HOLDER = fileURLToPath(new URL('./lock-holder.ts', import.meta.url));

describe('the lock of a data folder', () => {
  it('lets nobody else in, and names the process that holds it', async () => {
    const folder = await tempFolder();
    const lock = await lockFolder(folder, process.pid);
    expect((await startHolder(folder)).said).toBe(
      `Another process (pid ${String(process.pid)}) already works in ${folder}.`,
    );
    await lock.release();
    expect((await startHolder(folder)).said).toBe('locked');
  });

  it('is free at once when its process was killed', async () => {
    const folder = await tempFolder();
    const { child, said } = await startHolder(folder);
    expect(said).toBe('locked');
    await expect(lockFolder(folder, process.pid)).rejects.toThrow(`pid ${String(child.pid)}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await lockFolder(folder, process.pid);
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(`${String(process.pid)}\n`);
    await lock.release();
  });

  it('goes to one of several that start at once', async () => {
    const folder = await tempFolder();
    const all = await Promise.all([1, 2, 3].map(() => startHolder(folder)));
    expect(all.filter(({ said }) => said === 'locked')).toHaveLength(1);
  });
});

async function startHolder(folder: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', HOLDER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [data] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: data.toString().trim() };
}

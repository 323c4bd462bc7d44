import { execFile } from 'node:child_process';
import { mkdtemp, open, rm, rmdir, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own that is soon full. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the room that there is, but for so many bytes. */
  fill(leaving?: number): Promise<void>;
  /** Gives it back. */
  makeRoom(): Promise<void>;
  unmount(): Promise<void>;
}

/** A tmpfs of so many KB; null where this account may not mount one. */
export async function mountSmallDisk(kilobytes = 128): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), 'purge-bot-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${String(kilobytes)}k,mode=0700`, 'tmpfs', folder]);
  } catch {
    await rmdir(folder);
    return null;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: async (leaving = 0) => {
      await writeUntilFull(filler);
      const { size } = await stat(filler);
      await truncate(filler, Math.max(0, size - leaving));
    },
    makeRoom: () => rm(filler, { force: true }),
    unmount: async () => {
      await run('umount', ['--lazy', folder]);
      await rmdir(folder);
    },
  };
}

/** In large pieces, as long as they fit. */
async function writeUntilFull(path: string): Promise<void> {
  await writeUntilRefused(path, 1024 * 1024);
  await writeUntilRefused(path, 4096);
}

async function writeUntilRefused(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'a');
  try {
    for (;;) await file.appendFile(Buffer.alloc(bytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}

import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock, unlock } from 'fs-native-extensions';
import { AppError } from '../errors.js';
import { ensureFolder, explained, FILE_MODE } from './durable.js';
import { removeLeftovers } from './leftovers.js';

export interface FolderLock {
  release(): Promise<void>;
}

/** Kept from the garbage collector, which would close the file and thereby free the lock. */
const held = new Set<FileHandle>();

/**
 * One process a data folder. The lock is the kernel's: it is free the moment its process is gone, however it went.
 * The file's text names the process that holds it, for whoever comes second. What an earlier one left half done is removed.
 */
export async function lockFolder(dataDir: string, pid: number): Promise<FolderLock> {
  await ensureFolder(dataDir);
  const path = join(dataDir, 'lock');
  const file = await explained(path, () => open(path, 'a+', FILE_MODE));
  try {
    if (!tryLock(file.fd)) throw await taken(file, dataDir);
    await explained(path, () => sign(file, pid));
    await removeLeftovers(dataDir);
  } catch (error) {
    await file.close();
    throw error;
  }
  held.add(file);
  return {
    release: async () => {
      if (!held.delete(file)) return;
      unlock(file.fd);
      await file.close();
    },
  };
}

async function sign(file: FileHandle, pid: number): Promise<void> {
  await file.truncate(0);
  await file.appendFile(`${String(pid)}\n`);
}

/** The text is empty for the moment in which the first one has locked and not yet signed. */
async function taken(file: FileHandle, dataDir: string): Promise<AppError> {
  const holder = (await file.readFile('utf8')).trim();
  const who = holder === '' ? 'Another process' : `Another process (pid ${holder})`;
  return new AppError('locked', `${who} already works in ${dataDir}.`, {
    hint: 'Stop it first, or give this one a DATA_DIR of its own.',
  });
}

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock, unlock } from 'fs-native-extensions';
import { AppError } from '../errors.js';
import { ensureFolder, explained, FILE_MODE } from './durable.js';

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * One process a data folder. The lock is the kernel's: it is free the moment its process is gone, however it went.
 * The file's text names the process that holds it, for whoever comes second.
 */
export async function lockFolder(dataDir: string, pid: number): Promise<FolderLock> {
  await ensureFolder(dataDir);
  const path = join(dataDir, 'lock');
  const file = await explained(path, () => open(path, 'a+', FILE_MODE));
  if (!tryLock(file.fd)) {
    const holder = (await file.readFile('utf8')).trim();
    await file.close();
    throw new AppError('locked', `Another process (pid ${holder}) already works in ${dataDir}.`, {
      hint: 'Stop it first, or give this one a DATA_DIR of its own.',
    });
  }
  await file.truncate(0);
  await file.appendFile(`${String(pid)}\n`);
  return {
    release: async () => {
      unlock(file.fd);
      await file.close();
    },
  };
}

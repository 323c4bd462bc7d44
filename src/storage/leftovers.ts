import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explained, nullIfMissing } from './durable.js';

/** Names of what is written only to be renamed, merged or sent at once: no process but the one that made it knows of it. */
const PASSING = /\.[0-9a-f]{12}\.tmp$|^list-[0-9a-f-]{36}\.csv$|^report\.csv-[0-9a-f-]{36}\.gz$/;

/**
 * Removes what a killed process left half done in the data folder and in its purges' folders: it would only fill the disk.
 * Only for the process that has the folder's lock.
 */
export async function removeLeftovers(dataDir: string): Promise<void> {
  const purges = join(dataDir, 'purges');
  await explained(dataDir, async () => {
    await removeFrom(dataDir);
    for (const { name } of (await entriesOf(purges)).filter((entry) => entry.isDirectory())) {
      await removeFrom(join(purges, name));
      await removeIfEmpty(join(purges, name));
    }
  });
}

/** What never got beyond its scan has no list to keep. */
export async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY') throw error;
  });
}

async function removeFrom(folder: string): Promise<void> {
  const passing = (await entriesOf(folder)).filter(({ name }) => PASSING.test(name));
  for (const { name } of passing) await rm(join(folder, name), { recursive: true, force: true });
}

async function entriesOf(folder: string) {
  return (await readdir(folder, { withFileTypes: true }).catch(nullIfMissing)) ?? [];
}

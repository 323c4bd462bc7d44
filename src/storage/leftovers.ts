import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { explained, nullIfMissing } from './durable.js';

/** Names of what is written only to be renamed or sent at once: no process but the one that made it knows of it. */
const PASSING = /\.[0-9a-f]{12}\.tmp$|^list-[0-9a-f-]{36}\.csv$|^report\.csv-[0-9a-f-]{36}\.gz$/;

/**
 * Removes what a killed process left half done in the data folder and in its purges' folders: it would only fill the disk.
 * Only for the process that has the folder's lock.
 */
export async function removeLeftovers(dataDir: string): Promise<void> {
  const purges = join(dataDir, 'purges');
  await explained(dataDir, async () => {
    const folders = (await entriesOf(purges)).filter((entry) => entry.isDirectory());
    for (const folder of [dataDir, ...folders.map(({ name }) => join(purges, name))]) await removeFrom(folder);
  });
}

async function removeFrom(folder: string): Promise<void> {
  const passing = (await entriesOf(folder)).filter((entry) => entry.isFile() && PASSING.test(entry.name));
  for (const { name } of passing) await rm(join(folder, name), { force: true });
}

async function entriesOf(folder: string) {
  return (await readdir(folder, { withFileTypes: true }).catch(nullIfMissing)) ?? [];
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestWriter } from '../ports.js';
import { writeManifest } from './manifest-file.js';
import { sortableLine } from './manifest-line.js';
import { createSortedRuns } from './sorted-runs.js';

/** `makeFolder` answers the purge's folder, made when something is written for the first time. */
export function createManifestWriter(folder: string, makeFolder: () => Promise<string>): ManifestWriter {
  const runs = createSortedRuns(makeFolder);
  return {
    add: (candidates) => runs.add(candidates.map(sortableLine)),
    freeze: async () => {
      const path = join(await makeFolder(), 'manifest.ndjson');
      try {
        return await writeManifest(path, runs.sorted());
      } finally {
        await runs.discard();
      }
    },
    discard: async () => {
      await runs.discard();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

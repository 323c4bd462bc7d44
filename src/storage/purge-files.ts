import { randomUUID } from 'node:crypto';
import { rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '../canonical.js';
import { AppError } from '../errors.js';
import type { Clock, PurgeFiles, StoredFile } from '../ports.js';
import { isPurgeId } from '../purge-id.js';
import { writeListCsv, writeReportCsv } from './csv-file.js';
import { ensureFolder, nullIfMissing, replaceFile } from './durable.js';
import { createGathering } from './gathering.js';
import { openLedgerFiles, readIntended, readOutcomes } from './ledger-file.js';
import { fileDigest } from './manifest-file.js';
import { readManifest } from './manifest-reading.js';
import { createManifestWriter } from './manifest-writer.js';
import { packReport } from './report-packing.js';

/** The files of each purge, under `purges/ID/`. */
export function createPurgeFiles(dataDir: string, clock: Pick<Clock, 'now'>): PurgeFiles {
  const fileOf = (id: string, name: string): string => join(purgeFolder(dataDir, id), name);
  const folderFor = async (id: string): Promise<string> => {
    const folder = purgeFolder(dataDir, id);
    await ensureFolder(join(dataDir, 'purges'));
    await ensureFolder(folder);
    return folder;
  };
  const newIn = async <T>(id: string, create: (folder: string, makeFolder: () => Promise<string>) => T): Promise<T> =>
    Promise.resolve(create(purgeFolder(dataDir, id), () => folderFor(id)));

  return {
    newManifest: (id) => newIn(id, createManifestWriter),
    gather: (id) => newIn(id, createGathering),
    manifest: (id, digest) => readManifest(fileOf(id, 'manifest.ndjson'), digest),
    keepCard: async (id, card) => {
      const json = canonicalJson(card);
      await replaceFile(join(await folderFor(id), 'card.json'), json);
      return sha256(json);
    },
    openLedger: async (id) =>
      openLedgerFiles({ ledger: fileOf(id, 'ledger.ndjson'), intents: fileOf(id, 'intents.ndjson') }, clock),
    outcomes: (id) => readOutcomes(fileOf(id, 'ledger.ndjson')),
    intended: (id) => readIntended(fileOf(id, 'intents.ndjson')),
    ledgerFile: async (id) => storedFile(fileOf(id, 'ledger.ndjson')),
    writeReport: async (id, rows) => writeReportCsv(fileOf(id, 'report.csv'), rows),
    packReport: async (id) => packReport(fileOf(id, 'report.csv')),
    writeList: async (id, digest) => {
      const path = fileOf(id, `list-${randomUUID()}.csv`);
      const file = await writeListCsv(path, readManifest(fileOf(id, 'manifest.ndjson'), digest));
      return { ...file, remove: () => rm(path, { force: true }) };
    },
    digests: async (id) => {
      if (!(await exists(purgeFolder(dataDir, id)))) return null;
      const of = (name: string): Promise<string | null> => fileDigest(fileOf(id, name));
      return {
        digest: await of('manifest.ndjson'),
        card: await of('card.json'),
        ledger: await of('ledger.ndjson'),
        report: await of('report.csv'),
      };
    },
    remove: (id) => rm(purgeFolder(dataDir, id), { recursive: true, force: true }),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dataDir);
      return bavail * bsize;
    },
    stopFileStands: () => exists(join(dataDir, 'STOP')),
  };
}

/** Ids come from chat and from card clicks: only their own form may become part of a path. */
function purgeFolder(dataDir: string, id: string): string {
  if (!isPurgeId(id)) throw new AppError('bad-id', 'That is no id of a purge.', { hint: 'Ids stand on the cards.' });
  return join(dataDir, 'purges', id);
}

async function storedFile(path: string): Promise<StoredFile> {
  const bytes = await sizeOf(path);
  return { path, bytes, sha256: (await fileDigest(path)) ?? sha256('') };
}

/** An empty ledger has no file yet. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(nullIfMissing);
  return found?.size ?? 0;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(nullIfMissing)) !== null;
}

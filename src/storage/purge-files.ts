import { createReadStream, createWriteStream } from 'node:fs';
import { access, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { canonicalJson, sha256 } from '../canonical.js';
import { AppError } from '../errors.js';
import type { Candidate } from '../model.js';
import type { Clock, ManifestWriter, PurgeFiles, StoredFile } from '../ports.js';
import { isPurgeId } from '../purge-id.js';
import { writeListCsv, writeReportCsv } from './csv-file.js';
import { codeOf, ensureFolder, FILE_MODE, replaceFile } from './durable.js';
import { openLedgerFiles, readIntended, readOutcomes } from './ledger-file.js';
import { fileDigest, readManifest, writeManifest } from './manifest-file.js';

const MB = 1_000_000;

/** Larger files are gzipped before they are attached. */
const ATTACHED_AS_IT_IS = 20 * MB;

/** Webex's own limit for a file. */
const LARGEST_ATTACHMENT = 100 * MB;

/** The files of each purge, under `purges/ID/`. */
export function createPurgeFiles(dataDir: string, clock: Pick<Clock, 'now'>): PurgeFiles {
  const fileOf = (id: string, name: string): string => join(purgeFolder(dataDir, id), name);
  const folderFor = async (id: string): Promise<string> => {
    const folder = purgeFolder(dataDir, id);
    await ensureFolder(join(dataDir, 'purges'));
    await ensureFolder(folder);
    return folder;
  };

  return {
    newManifest: async (id) => manifestWriter(await folderFor(id)),
    manifest: (id, digest) => readManifest(fileOf(id, 'manifest.ndjson'), digest),
    keepCard: async (id, card) => {
      const json = canonicalJson(card);
      await replaceFile(join(await folderFor(id), 'card.json'), json);
      return sha256(json);
    },
    openLedger: (id) =>
      openLedgerFiles({ ledger: fileOf(id, 'ledger.ndjson'), intents: fileOf(id, 'intents.ndjson') }, clock),
    outcomes: (id) => readOutcomes(fileOf(id, 'ledger.ndjson')),
    intended: (id) => readIntended(fileOf(id, 'intents.ndjson')),
    ledgerFile: (id) => storedFile(fileOf(id, 'ledger.ndjson')),
    writeReport: (id, rows) => writeReportCsv(fileOf(id, 'report.csv'), rows),
    packReport: (id) => packed(fileOf(id, 'report.csv')),
    writeList: async (id, digest) => {
      const path = fileOf(id, `list-${String(clock.now())}.csv`);
      const file = await writeListCsv(path, readManifest(fileOf(id, 'manifest.ndjson'), digest));
      return { ...file, remove: () => rm(path, { force: true }) };
    },
    stopFileStands: () => exists(join(dataDir, 'STOP')),
  };
}

/** Ids come from chat and from card clicks: only their own form may become part of a path. */
export function purgeFolder(dataDir: string, id: string): string {
  if (!isPurgeId(id)) throw new AppError('bad-id', 'That is no id of a purge.', { hint: 'Ids stand on the cards.' });
  return join(dataDir, 'purges', id);
}

function manifestWriter(folder: string): ManifestWriter {
  const kept: Candidate[] = [];
  return {
    add: (candidates) => {
      kept.push(...candidates);
      return Promise.resolve();
    },
    freeze: () => writeManifest(join(folder, 'manifest.ndjson'), kept),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

async function storedFile(path: string): Promise<StoredFile> {
  const bytes = await sizeOf(path);
  return { path, bytes, sha256: await fileDigest(path) };
}

/** An empty ledger has no file yet. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function packed(path: string): ReturnType<PurgeFiles['packReport']> {
  const size = await sizeOf(path);
  if (size <= ATTACHED_AS_IT_IS)
    return { note: 'attached', file: { path, name: 'report.csv' }, remove: () => Promise.resolve() };
  const zipped = `${path}.gz`;
  const remove = (): Promise<void> => rm(zipped, { force: true });
  await pipeline(createReadStream(path), createGzip(), createWriteStream(zipped, { mode: FILE_MODE }));
  if ((await sizeOf(zipped)) > LARGEST_ATTACHMENT) return { note: 'too-large', file: null, remove };
  return { note: 'gzipped', file: { path: zipped, name: 'report.csv.gz' }, remove };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

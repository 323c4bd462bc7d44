import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { PurgeFiles } from '../ports.js';
import { writeThenRename } from './durable.js';

const MB = 1_000_000;

/** In bytes. Up to `plain` a report travels as it is, above that gzipped; Webex's Messages reference: 100 MB a file. */
const LIMITS = { plain: 20 * MB, attached: 100 * MB };

/**
 * report.csv as it can travel. A gzipped copy has a path of its own, since the same report may be on its way twice, and is
 * gone after `remove`; where making it fails, nothing of it stays.
 */
export async function packReport(path: string, limits = LIMITS): ReturnType<PurgeFiles['packReport']> {
  if ((await stat(path)).size <= limits.plain) {
    return { note: 'attached', file: { path, name: 'report.csv' }, remove: () => Promise.resolve() };
  }
  const zipped = `${path}-${randomUUID()}.gz`;
  const remove = (): Promise<void> => rm(zipped, { force: true });
  await writeThenRename(zipped, (file) => gzipInto(file, path));
  if ((await stat(zipped)).size > limits.attached) return { note: 'too-large', file: null, remove };
  return { note: 'gzipped', file: { path: zipped, name: 'report.csv.gz' }, remove };
}

/** The handle is still to be synced and closed by its owner, so no stream may end it. */
function gzipInto(file: FileHandle, path: string): Promise<void> {
  return pipeline(createReadStream(path), createGzip(), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) await file.appendFile(piece);
  });
}

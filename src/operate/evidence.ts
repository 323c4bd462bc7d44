import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { AppError } from '../errors.js';
import type { AuditHead } from '../model.js';
import type { Clock } from '../ports.js';
import { isPurgeId } from '../purge-id.js';
import { explained } from '../storage/durable.js';
import { withEvidence, type Evidence, type PurgeFile } from './evidence-files.js';
import { writeNewFile } from './new-file.js';
import { tar, type TarEntry } from './tar.js';
import { verifyText } from './verify-text.js';

export interface EvidenceOrder {
  readonly dataDir: string;
  readonly id: string;
  /** Where the archive goes. */
  readonly folder: string;
  readonly clock: Pick<Clock, 'now'>;
}

export interface WrittenEvidence {
  readonly path: string;
  /** Names in the archive, in its order. */
  readonly names: readonly string[];
  /** The last line of the audit that the archive holds. */
  readonly head: AuditHead;
  /** Files that are not what the audit says; the archive holds them as they are. */
  readonly notAsAudited: readonly PurgeFile[];
}

/**
 * Writes `evidence-ID.tar.gz`: everything on disk of one purge, the audit up to this moment, and VERIFY.md with the checks
 * that a stranger can do. Needs no key, changes nothing under DATA_DIR, and may be used while the bot runs.
 */
export async function writeEvidence({ dataDir, id, folder, clock }: EvidenceOrder): Promise<WrittenEvidence> {
  if (!isPurgeId(id)) {
    throw new AppError('bad-id', 'That is no id of a purge.', { hint: 'Ids stand on the cards and in `history`.' });
  }
  const path = resolve(folder, `evidence-${id}.tar.gz`);
  return explained(dataDir, () =>
    withEvidence(dataDir, id, async ({ facts, entries, notAsAudited }) => {
      const all = [...entries, verifyEntry(id, { facts, entries, notAsAudited }, clock.now())];
      await writeNewFile(path, (file) =>
        pipeline(Readable.from(tar(all)), createGzip(), async (pieces: AsyncIterable<Buffer>) => {
          for await (const piece of pieces) await file.appendFile(piece);
        }),
      );
      return { path, names: all.map(({ name }) => name), head: facts.head, notAsAudited };
    }),
  );
}

function verifyEntry(id: string, { facts, entries }: Evidence, nowMs: number): TarEntry {
  const text = Buffer.from(verifyText({ id, facts, names: entries.map(({ name }) => name), nowMs }));
  return { name: 'VERIFY.md', bytes: text.length, modifiedMs: nowMs, pieces: [text] };
}

/** Says on the terminal what was written. */
export function printEvidence(written: WrittenEvidence, { json = false }: { readonly json?: boolean } = {}): void {
  const { path, names, head, notAsAudited } = written;
  if (json) {
    process.stdout.write(`${JSON.stringify(written)}\n`);
    return;
  }
  process.stdout.write(
    `${path} was written: ${names.join(', ')}; the audit up to line ${String(head.seq)}.\n` +
      'Unpack it in an empty folder and follow VERIFY.md.\n',
  );
  for (const name of notAsAudited) {
    process.stderr.write(`NOT AS WRITTEN: ${name} is not what the audit says; VERIFY.md's checks will fail on it.\n`);
  }
}

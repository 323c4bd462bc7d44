import { join } from 'node:path';
import { sha256 } from '../canonical.js';
import { AppError } from '../errors.js';
import { readFacts, type PurgeFacts } from './evidence-facts.js';
import { digestOf, holdFiles, type HeldFile, type HeldFiles } from './held-files.js';
import type { TarEntry } from './tar.js';

const PURGE_FILES = ['manifest.ndjson', 'ledger.ndjson', 'report.csv', 'card.json'] as const;

export type PurgeFile = (typeof PURGE_FILES)[number];

/** All that is on disk of one purge, as of one moment. */
export interface Evidence {
  readonly facts: PurgeFacts;
  readonly entries: readonly TarEntry[];
  /** Files that are not what the audit says; the archive holds them as they are, and its checks will find it. */
  readonly notAsAudited: readonly PurgeFile[];
}

/** A report is replaced just before the audit names it: what was caught in between is looked at again. */
const LOOKS = 3;

/**
 * Hands `use` the evidence while its files are held open. Rejects with an AppError where the audit knows no such purge,
 * or where a file that it names is missing.
 */
export async function withEvidence<T>(
  dataDir: string,
  id: string,
  use: (evidence: Evidence) => Promise<T>,
): Promise<T> {
  for (let look = 1; ; look += 1) {
    const held = holdFiles();
    try {
      const evidence = await gather(held, dataDir, id);
      if (evidence.notAsAudited.length === 0 || look === LOOKS) return await use(evidence);
    } finally {
      await held.close();
    }
  }
}

/** The files come first, so that the audit, which grows, is never behind them. */
async function gather(held: HeldFiles, dataDir: string, id: string): Promise<Evidence> {
  const files = new Map<PurgeFile, HeldFile | null>();
  for (const name of PURGE_FILES) files.set(name, await held.open(join(dataDir, 'purges', id, name)));
  const facts = await readFacts(dataDir, id);
  const named = digestsIn(facts);
  const entries: TarEntry[] = [];
  const notAsAudited: PurgeFile[] = [];
  for (const [name, file] of files) {
    const digest = named[name];
    const entry = file === null ? absent(name, id, digest) : await present(name, file, digest);
    if (entry !== null) entries.push(entry);
    if (entry !== null && digest !== null && digest !== (await digestOf(entry))) notAsAudited.push(name);
  }
  const audit = await held.open(join(dataDir, 'audit.ndjson'));
  if (audit === null) throw new Error('audit.ndjson vanished while it was read');
  entries.push(audit.entry('audit.ndjson', facts.auditBytes));
  return { facts, entries, notAsAudited };
}

function digestsIn({ manifest, card, finished }: PurgeFacts): Readonly<Record<PurgeFile, string | null>> {
  return {
    'manifest.ndjson': manifest,
    'card.json': card,
    'ledger.ndjson': finished?.ledger ?? null,
    'report.csv': finished?.report ?? null,
  };
}

/** The ledger of a run that goes on is cut at its last whole line; what the audit names is taken byte by byte. */
async function present(name: PurgeFile, file: HeldFile, digest: string | null): Promise<TarEntry> {
  const growing = name === 'ledger.ndjson' && digest === null;
  return file.entry(name, growing ? await file.wholeLines() : file.bytes);
}

function absent(name: PurgeFile, id: string, digest: string | null): TarEntry | null {
  if (digest === null) return null;
  // A purge without any outcome may have no ledger: nothing was written, and nothing is what the audit names.
  if (digest === sha256('')) return { name, bytes: 0, modifiedMs: 0, pieces: [] };
  throw new AppError('missing-file', `${name} of ${id} is missing; the audit names its SHA-256 ${digest}.`, {
    hint: 'Where KEEP_PURGES removed it, its copy in a back-up is the only one. `npm run audit:verify` tells which files are missing.',
  });
}

import { join } from 'node:path';
import { sha256 } from '../canonical.js';
import type { Json } from '../model.js';
import { isPurgeId } from '../purge-id.js';
import type { AuditLine } from '../storage/audit-line.js';
import { fileDigest } from '../storage/manifest-file.js';

/** The files are not as they were written; the message says where, what was expected and what was found. */
export class Fault extends Error {}

/** The digests that the audit names for the files of each purge. */
export interface NamedDigests {
  /** Takes in one line of the audit. */
  note(line: AuditLine): void;
  /** Compares them all with the files. */
  verify(dataDir: string): Promise<void>;
  purges(): number;
  /** Purges whose files were removed, as the audit says. */
  removed(): number;
}

/** Null: none is named, or it no longer counts. The latest counts. */
interface Named {
  manifest: string | null;
  card: string | null;
  ledger: string | null;
  report: string | null;
}

const FILES: Readonly<Record<keyof Named, string>> = {
  manifest: 'manifest.ndjson',
  card: 'card.json',
  ledger: 'ledger.ndjson',
  report: 'report.csv',
};

/** These say again which frozen list they are about. */
const REPEAT_THE_DIGEST: ReadonlySet<string> = new Set([
  'purge.approved',
  'purge.started',
  'purge.resumed',
  'purge.finished',
]);

export function createNamedDigests(): NamedDigests {
  const purges = new Map<string, Named>();
  const removed = new Set<string>();
  return {
    note: (line) => {
      const known = line.purge === null ? undefined : purges.get(line.purge);
      const named = known ?? { manifest: null, card: null, ledger: null, report: null };
      take(line, named);
      if (line.type === 'purge.removed' && line.purge !== null) removed.add(line.purge);
      if (line.purge !== null && Object.values(named).some((digest) => digest !== null)) purges.set(line.purge, named);
    },
    verify: async (dataDir) => {
      for (const [id, named] of purges) await verifyFiles(dataDir, id, named);
    },
    purges: () => purges.size,
    removed: () => removed.size,
  };
}

function take(line: AuditLine, named: Named): void {
  const { type, details } = line;
  if (type === 'purge.frozen') named.manifest = textIn(details['digest']);
  if (REPEAT_THE_DIGEST.has(type)) checkRepeated(line, named);
  if (type === 'card.rendered' && details['first'] === true) named.card = textIn(details['card']);
  // A resumed purge writes on in its ledger and makes its report anew; both are judged again when it has finished.
  if (type === 'purge.resumed') named.ledger = named.report = null;
  if (type === 'purge.removed') expire(line, named);
  if (type === 'purge.finished') {
    named.ledger = textIn(details['ledger']);
    named.report = textIn(details['report']);
  }
}

/** What was removed must have been what the audit names; nothing of it is looked for any more. */
function expire({ seq, purge, details }: AuditLine, named: Named): void {
  const told = {
    manifest: details['digest'],
    card: details['card'],
    ledger: details['ledger'],
    report: details['report'],
  };
  for (const what of Object.keys(FILES) as (keyof Named)[]) {
    const expected = named[what];
    const found = textIn(told[what]);
    named[what] = null;
    if (expected === null || found === expected || (found === null && expected === sha256(''))) continue;
    throw new Fault(
      `audit.ndjson line ${String(seq)}: ${FILES[what]} of ${purge ?? 'no purge'} was removed with SHA-256 ${found ?? 'of nothing'}; the audit names ${expected}`,
    );
  }
}

function checkRepeated({ seq, type, details }: AuditLine, { manifest }: Named): void {
  const digest = textIn(details['digest']);
  if (digest === manifest) return;
  throw new Fault(
    `audit.ndjson line ${String(seq)}: ${type} names the list ${digest ?? 'of no digest'}, frozen was ${manifest ?? 'none'}`,
  );
}

function textIn(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

async function verifyFiles(dataDir: string, id: string, named: Named): Promise<void> {
  // Before the id becomes part of a path: the audit may not be ours.
  if (!isPurgeId(id)) throw new Fault(`the audit names files of "${id}", which is no id of a purge`);
  for (const [what, name] of Object.entries(FILES) as [keyof Named, string][]) {
    const expected = named[what];
    if (expected !== null) await verifyFile(join(dataDir, 'purges', id, name), `purges/${id}/${name}`, expected);
  }
}

async function verifyFile(path: string, name: string, expected: string): Promise<void> {
  const found = await fileDigest(path);
  // A purge without any outcome may have no ledger: nothing was written, and nothing is what the audit names.
  if (found === expected || (found === null && expected === sha256(''))) return;
  if (found === null) throw new Fault(`${name} is missing; the audit names its SHA-256 ${expected}`);
  throw new Fault(`${name}: SHA-256 ${expected} was expected by the audit, ${found} found`);
}

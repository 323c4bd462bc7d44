import { join } from 'node:path';
import type { Json } from '../model.js';
import { isPurgeId } from '../purge-id.js';
import { BEFORE_FIRST, hashOf, type AuditLine } from '../storage/audit-line.js';
import { lineBatches } from '../storage/lines.js';
import { fileDigest } from '../storage/manifest-file.js';

export type Verdict =
  | { readonly ok: true; readonly lines: number; readonly purges: number }
  /** The first fault: where it is, what was expected, what was found. */
  | { readonly ok: false; readonly fault: string };

class Fault extends Error {}

/** Digests that the audit names for the files of one purge; the latest count. */
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

/** Re-computes the chain and every digest that stands in it. Needs no key, and reads the audit as a stream. */
export async function verifyAudit(dataDir: string): Promise<Verdict> {
  const purges = new Map<string, Named>();
  try {
    const lines = await verifyChain(join(dataDir, 'audit.ndjson'), purges);
    for (const [id, named] of purges) await verifyFiles(dataDir, id, named);
    return { ok: true, lines, purges: purges.size };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.message };
    throw error;
  }
}

async function verifyChain(path: string, purges: Map<string, Named>): Promise<number> {
  let before = BEFORE_FIRST;
  let tornBytes = 0;
  for await (const texts of lineBatches(path, (rest) => (tornBytes = rest.length))) {
    for (const text of texts) {
      const line = verifyLine(text, before);
      note(line, purges);
      before = { seq: line.seq, hash: line.hash };
    }
  }
  if (tornBytes > 0) throw new Fault(`audit.ndjson ends with ${String(tornBytes)} bytes that are no whole line`);
  return before.seq;
}

function verifyLine(text: string, before: { seq: number; hash: string }): AuditLine {
  const where = `audit.ndjson line ${String(before.seq + 1)}`;
  const line = parse(text, where);
  if (line.seq !== before.seq + 1) {
    throw new Fault(`${where}: seq ${String(before.seq + 1)} was expected, ${String(line.seq)} found`);
  }
  if (line.prev !== before.hash) {
    throw new Fault(`${where}: prev ${before.hash} was expected (the hash of the line before), ${line.prev} found`);
  }
  const { hash, ...unhashed } = line;
  const expected = hashOf(unhashed);
  if (hash !== expected) throw new Fault(`${where}: hash ${expected} was expected by its content, ${hash} found`);
  return line;
}

function parse(text: string, where: string): AuditLine {
  try {
    return JSON.parse(text) as AuditLine;
  } catch {
    throw new Fault(`${where}: a JSON object was expected`);
  }
}

function note({ type, purge, details }: AuditLine, purges: Map<string, Named>): void {
  if (purge === null || !isPurgeId(purge)) return;
  const named = purges.get(purge) ?? { manifest: null, card: null, ledger: null, report: null };
  if (type === 'purge.frozen') named.manifest = textIn(details['digest']);
  if (type === 'card.rendered' && details['first'] === true) named.card = textIn(details['card']);
  // A resumed purge writes on; its ledger is judged again when it has finished.
  if (type === 'purge.resumed') named.ledger = null;
  if (type === 'purge.finished') {
    named.ledger = textIn(details['ledger']);
    named.report = textIn(details['report']);
  }
  if (Object.values(named).some((digest) => digest !== null)) purges.set(purge, named);
}

function textIn(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

async function verifyFiles(dataDir: string, id: string, named: Named): Promise<void> {
  for (const [what, name] of Object.entries(FILES) as [keyof Named, string][]) {
    const expected = named[what];
    if (expected === null) continue;
    const found = await fileDigest(join(dataDir, 'purges', id, name));
    if (found !== expected) {
      throw new Fault(`purges/${id}/${name}: SHA-256 ${expected} was expected by the audit, ${found} found`);
    }
  }
}

/** Says it on the terminal and answers the exit code. */
export function printVerdict(verdict: Verdict): 0 | 1 {
  if (!verdict.ok) {
    process.stderr.write(`NOT AS WRITTEN: ${verdict.fault}\n`);
    return 1;
  }
  process.stdout.write(
    `The audit is whole: ${String(verdict.lines)} lines, ${String(verdict.purges)} purges, every digest agrees.\n`,
  );
  return 0;
}

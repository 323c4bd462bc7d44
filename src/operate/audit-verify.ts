import { join } from 'node:path';
import { canonicalJson } from '../canonical.js';
import { DamagedFileError } from '../errors.js';
import type { AuditHead } from '../model.js';
import { BEFORE_FIRST, hashOf, headOf, readLine, type AuditLine } from '../storage/audit-line.js';
import { lineBatches } from '../storage/lines.js';
import { fileDigest } from '../storage/manifest-file.js';
import type { Secret } from '../secret.js';
import { createNamedDigests, Fault } from './named-digests.js';
import { rememberedHead, type RememberedHead } from './remembered-head.js';

export type Verdict =
  | {
      readonly ok: true;
      readonly lines: number;
      readonly purges: number;
      /** Of these, those whose files KEEP_PURGES removed, on record; left out where there are none. */
      readonly removed?: number;
      /** The last line that state.json names, and whether a key showed that the bot signed it; null without a state. */
      readonly remembered: { readonly line: number; readonly signed: boolean } | null;
    }
  /** The first fault: where it is, what was expected, what was found. */
  | { readonly ok: false; readonly fault: string };

export interface VerifyOptions {
  /** A hash, or the first 16 or more hex digits of one, that a card or report showed: the audit must contain it. */
  readonly head?: string;
  /** With the bot's keys the signature of state.json is checked too. */
  readonly keys?: readonly Secret[];
}

/**
 * Re-computes the chain and every digest that stands in it. Needs no key, reads the audit as a stream, changes nothing.
 * Where state.json is at hand, the audit must contain the head that it remembers: so a cut tail is found.
 */
export async function verifyAudit(dataDir: string, { head, keys = [] }: VerifyOptions = {}): Promise<Verdict> {
  try {
    // Read before the audit, which may grow meanwhile.
    const remembered = await rememberedHead(join(dataDir, 'state.json'), keys);
    const digests = createNamedDigests();
    const heads = expectedHeads(remembered ?? BEFORE_FIRST, head);
    const lines = await verifyChain(join(dataDir, 'audit.ndjson'), (line) => {
      heads.meet(line);
      digests.note(line);
    });
    heads.verify(lines);
    await digests.verify(dataDir);
    const removed = digests.removed();
    const expired = removed === 0 ? {} : { removed };
    return { ok: true, lines, purges: digests.purges(), ...expired, remembered: lineOf(remembered) };
  } catch (error) {
    if (error instanceof Fault || error instanceof DamagedFileError) return { ok: false, fault: error.message };
    throw error;
  }
}

function lineOf(remembered: RememberedHead | null): (Verdict & { readonly ok: true })['remembered'] {
  return remembered === null ? null : { line: remembered.seq, signed: remembered.signed };
}

async function verifyChain(path: string, meet: (line: AuditLine) => void): Promise<number> {
  let before = BEFORE_FIRST;
  let tornBytes = 0;
  for await (const texts of lineBatches(path, (rest) => (tornBytes = rest.length))) {
    for (const text of texts) {
      const line = verifyLine(text, before);
      meet(line);
      before = headOf(line);
    }
  }
  if (tornBytes > 0) throw new Fault(`audit.ndjson ends with ${String(tornBytes)} bytes that are no whole line`);
  if (before.seq === 0 && (await fileDigest(path)) === null) throw new Fault('audit.ndjson is missing');
  return before.seq;
}

function verifyLine(text: string, before: AuditHead): AuditLine {
  const where = `audit.ndjson line ${String(before.seq + 1)}`;
  const line = readLine(text);
  if (line === null) throw new Fault(`${where}: a JSON object with the fields of an audit line was expected`);
  if (line.seq !== before.seq + 1) {
    throw new Fault(`${where}: seq ${String(before.seq + 1)} was expected, ${String(line.seq)} found`);
  }
  if (line.prev !== before.hash) {
    throw new Fault(`${where}: prev ${before.hash} was expected (the hash of the line before), ${line.prev} found`);
  }
  const { hash, ...unhashed } = line;
  const expected = hashOf(unhashed);
  if (hash !== expected) throw new Fault(`${where}: hash ${expected} was expected by its content, ${hash} found`);
  // Spaces, the order of fields or another spelling of a character leave the hash as it is; still, somebody was at the file.
  if (text !== canonicalJson(line)) throw new Fault(`${where}: says the same, but not in the bytes that the bot wrote`);
  return line;
}

interface ExpectedHeads {
  meet(line: AuditLine): void;
  verify(lines: number): void;
}

const HASH_FORM = /^[0-9a-f]{16,64}$/;

function expectedHeads(remembered: AuditHead, head: string | undefined): ExpectedHeads {
  const wanted = head?.toLowerCase();
  if (wanted !== undefined && !HASH_FORM.test(wanted)) {
    throw new Fault('the head to look for must be a hash: 16 to 64 hex digits, as a card shows them');
  }
  let found = false;
  return {
    meet: ({ seq, hash }) => {
      if (wanted !== undefined && hash.startsWith(wanted)) found = true;
      if (seq === remembered.seq && hash !== remembered.hash) {
        throw new Fault(
          `audit.ndjson line ${String(seq)}: state.json remembers hash ${remembered.hash}, ${hash} found`,
        );
      }
    },
    verify: (lines) => {
      if (lines < remembered.seq) {
        throw new Fault(`audit.ndjson ends at line ${String(lines)}; state.json remembers ${String(remembered.seq)}`);
      }
      if (wanted !== undefined && !found) throw new Fault(`audit.ndjson has no line with the hash ${wanted}`);
    },
  };
}

/** Says it on the terminal and answers the exit code. */
export function printVerdict(verdict: Verdict, { json = false }: { readonly json?: boolean } = {}): 0 | 1 {
  if (json) process.stdout.write(`${JSON.stringify(verdict)}\n`);
  else if (verdict.ok) process.stdout.write(wholeAudit(verdict));
  else process.stderr.write(`NOT AS WRITTEN: ${verdict.fault}\n`);
  return verdict.ok ? 0 : 1;
}

function wholeAudit({ lines, purges, removed = 0, remembered }: Verdict & { readonly ok: true }): string {
  const expired =
    removed === 0 ? '' : `The files of ${String(removed)} are removed by KEEP_PURGES, as the audit says.\n`;
  const whole = `The audit is whole: ${String(lines)} lines, ${String(purges)} purges, every digest agrees.\n${expired}`;
  if (remembered === null) return `${whole}There is no state.json: a cut tail would not show.\n`;
  const { line, signed } = remembered;
  const by = signed ? 'signed by TOKEN_ENCRYPTION_KEY' : 'its signature was not checked, without TOKEN_ENCRYPTION_KEY';
  return `${whole}state.json names line ${String(line)} as the last (${by}).\n${beyondWords(lines - line)}`;
}

/** The chain needs no key, so what stands behind the signed head could be anybody's. */
function beyondWords(beyond: number): string {
  if (beyond === 0) return '';
  return `${String(beyond)} more follow it, as after a crash or while the bot is at work. No signature covers these.\n`;
}

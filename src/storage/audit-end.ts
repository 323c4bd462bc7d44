import { open, type FileHandle } from 'node:fs/promises';
import { DamagedFileError } from '../errors.js';
import type { AuditHead } from '../model.js';
import { BEFORE_FIRST, hashOf, headOf, readLine, type AuditLine } from './audit-line.js';
import { explained, nullIfMissing } from './durable.js';
import { lastLineBreak, linesBack } from './lines-back.js';

/** How audit.ndjson ends. */
export interface AuditEnd {
  readonly head: AuditHead;
  /** What a crash left behind the last good line, and where it begins; it is no record of anything. */
  readonly torn: { readonly at: number; readonly bytes: Buffer } | null;
}

/**
 * Reads back from the end to the line that the state remembers, and no further, so that a long audit opens as fast as a
 * short one. Lines after that one are fine: a crash fell between audit and state. A DamagedFileError where that line is
 * missing or another, or where the chain up to the end is broken.
 */
export async function readAuditEnd(path: string, remembered: AuditHead): Promise<AuditEnd> {
  const file = await explained(path, () => open(path, 'r').catch(nullIfMissing));
  if (file === null) {
    if (remembered.seq > 0) throw tooShort(path, 0, remembered);
    return { head: BEFORE_FIRST, torn: null };
  }
  try {
    return await endOf(file, path, remembered);
  } finally {
    await file.close();
  }
}

async function endOf(file: FileHandle, path: string, remembered: AuditHead): Promise<AuditEnd> {
  const { size } = await file.stat();
  let good = await lastLineBreak(file, size);
  let last: AuditLine | null = null;
  for await (const bytes of linesBack(file, good)) {
    last = readLine(bytes.toString());
    if (last !== null) break;
    good -= bytes.length + 1;
  }
  const head = last === null ? BEFORE_FIRST : headOf(last);
  if (head.seq < remembered.seq) throw tooShort(path, head.seq, remembered);
  await followBack(linesBack(file, good), path, remembered);
  return { head, torn: good === size ? null : { at: good, bytes: await readFrom(file, good, size) } };
}

/** Each line must be whole in itself and the one that the line after it names, down to the remembered one. */
async function followBack(lines: AsyncIterable<Buffer>, path: string, remembered: AuditHead): Promise<void> {
  let after: AuditLine | null = null;
  for await (const bytes of lines) {
    const line = readLine(bytes.toString());
    if (line === null || !isWhole(line) || (after !== null && !follows(line, after))) throw broken(path, line, after);
    if (line.seq === remembered.seq) {
      checkRemembered(path, line, remembered);
      return;
    }
    after = line;
  }
  if (after !== null && !follows(BEFORE_FIRST, after)) throw broken(path, null, after);
}

function checkRemembered(path: string, line: AuditLine, remembered: AuditHead): void {
  if (line.hash === remembered.hash) return;
  throw new DamagedFileError(path, `line ${String(line.seq)} is another than the one that the bot wrote.`, {
    hint: RESTORE,
  });
}

function isWhole({ hash, ...unhashed }: AuditLine): boolean {
  return hash === hashOf(unhashed);
}

function follows(line: AuditHead, after: AuditLine): boolean {
  return after.seq === line.seq + 1 && after.prev === line.hash;
}

async function readFrom(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  await file.read(bytes, 0, bytes.length, start);
  return bytes;
}

const RESTORE = 'Restore audit.ndjson and state.json from the same back-up. Nothing runs until they agree.';

function tooShort(path: string, lines: number, remembered: AuditHead): DamagedFileError {
  return new DamagedFileError(
    path,
    `ends at line ${String(lines)}, but the bot had written ${String(remembered.seq)}: lines are missing.`,
    { hint: RESTORE },
  );
}

function broken(path: string, line: AuditLine | null, after: AuditLine | null): DamagedFileError {
  const where = line === null ? `before line ${String(after?.seq ?? 1)}` : `at line ${String(line.seq)}`;
  return new DamagedFileError(path, `was changed: its chain breaks ${where}.`, {
    hint: 'Run `npm run audit:verify` to see what changed, and restore the data folder from a back-up.',
  });
}

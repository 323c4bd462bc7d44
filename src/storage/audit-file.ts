import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../canonical.js';
import { DamagedFileError } from '../errors.js';
import type { AuditHead, Json } from '../model.js';
import type { Audit, Clock, Log } from '../ports.js';
import { openAppendFile, lastLineBreak } from './append-file.js';
import { auditLine, BEFORE_FIRST, type AuditLine } from './audit-line.js';
import { codeOf, replaceFile } from './durable.js';
import { lineBatches } from './lines.js';
import type { StateFile } from './state.js';

export interface AuditFile extends Audit {
  close(): Promise<void>;
}

export interface AuditParts {
  readonly dataDir: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Keeps the head too, so that a shortened audit is noticed at the next start. */
  readonly state: Pick<StateFile, 'auditHead' | 'keepAuditHead'>;
  readonly log: Log;
}

/** Opens audit.ndjson, after comparing it with the head that the state remembers. */
export async function openAudit({ dataDir, clock, state, log }: AuditParts): Promise<AuditFile> {
  const path = join(dataDir, 'audit.ndjson');
  await keepTornLine(path, log);
  let head = await headOf(path, state.auditHead);
  const file = await openAppendFile(path);
  let tail: Promise<unknown> = Promise.resolve();

  const append = async (entry: Parameters<Audit['append']>[0]): Promise<AuditHead> => {
    const line = auditLine(head, new Date(clock.now()).toISOString(), entry);
    await file.append([canonicalJson(line as unknown as Json)]);
    head = { seq: line.seq, hash: line.hash };
    await state.keepAuditHead(head);
    return head;
  };
  return {
    head: () => head,
    append: (entry) => {
      const mine = tail.then(() => append(entry));
      tail = mine.catch(() => undefined);
      return mine;
    },
    close: async () => {
      await tail;
      await file.close();
    },
  };
}

/** A line that a crash tore is no record of anything; it is kept beside the audit, not in it. */
async function keepTornLine(path: string, log: Log): Promise<void> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return;
  try {
    const { size } = await file.stat();
    const whole = await lastLineBreak(file, size);
    if (whole === size) return;
    const torn = Buffer.alloc(size - whole);
    await file.read(torn, 0, torn.length, whole);
    await replaceFile(`${path}.torn`, torn);
    log.warn('the last line of the audit was torn by a crash and was set aside', {
      path: `${path}.torn`,
      bytes: torn.length,
    });
  } finally {
    await file.close();
  }
}

/** Reads the audit's end, and refuses one that is shorter than, or another than, what the state remembers. */
async function headOf(path: string, remembered: AuditHead): Promise<AuditHead> {
  let head = BEFORE_FIRST;
  let atRemembered = remembered.seq === 0 ? BEFORE_FIRST.hash : null;
  for await (const lines of lineBatches(path)) {
    for (const text of lines) {
      const line = parseLine(path, text, head.seq + 1);
      head = { seq: line.seq, hash: line.hash };
      if (line.seq === remembered.seq) atRemembered = line.hash;
    }
  }
  if (atRemembered !== remembered.hash) throw notTheSame(path, head, remembered);
  return head;
}

function parseLine(path: string, text: string, expected: number): AuditLine {
  try {
    const line = JSON.parse(text) as AuditLine;
    if (line.seq === expected && typeof line.hash === 'string') return line;
    throw new Error(`seq ${String(line.seq)} where ${String(expected)} follows`);
  } catch (cause) {
    throw new DamagedFileError(path, `line ${String(expected)} is not what the bot wrote.`, {
      hint: 'Run `npm run audit:verify` to see what changed, and restore the data folder from a back-up.',
      cause,
    });
  }
}

function notTheSame(path: string, found: AuditHead, remembered: AuditHead): DamagedFileError {
  return new DamagedFileError(
    path,
    found.seq < remembered.seq
      ? `ends at line ${String(found.seq)}; the bot had written ${String(remembered.seq)}. Lines are missing.`
      : `line ${String(remembered.seq)} is another than the one that the bot wrote.`,
    { hint: 'Restore audit.ndjson and state.json from the same back-up. Nothing runs until they agree.' },
  );
}

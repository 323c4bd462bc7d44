import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../canonical.js';
import { AppError, AuditUnwritableError } from '../errors.js';
import type { AuditEntry, AuditHead } from '../model.js';
import type { Audit, Clock, Log } from '../ports.js';
import { openAppendFile } from './append-file.js';
import { readAuditEnd, type AuditEnd } from './audit-end.js';
import { auditLine, headOf, type AuditLine } from './audit-line.js';
import { replaceFile } from './durable.js';
import { createGroupCommit } from './group-commit.js';
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

/**
 * Opens audit.ndjson, after comparing its end with the head that the state remembers: a DamagedFileError where they cannot
 * both be true. What a crash tore is moved into `audit.torn-<time>`, and the log says so. Entries that wait together are
 * chained one after the other and share one fsync. Where a line cannot be written, or its head cannot be kept, all of them
 * are refused with an AuditUnwritableError and the chain stays as it was: what nobody was told of did not happen.
 */
export async function openAudit({ dataDir, clock, state, log }: AuditParts): Promise<AuditFile> {
  const path = join(dataDir, 'audit.ndjson');
  const now = (): string => new Date(clock.now()).toISOString();
  const end = await readAuditEnd(path, state.auditHead);
  if (end.torn !== null) await setAside(path, end.torn, { to: join(dataDir, tornName(now())), log });
  let { head } = end;
  const file = await openAppendFile(path);

  const write = async (entries: readonly AuditEntry[]): Promise<readonly AuditHead[]> => {
    const lines = chained(head, now(), entries);
    const heads = lines.map(headOf);
    const last = heads.at(-1) ?? head;
    await file
      .append(lines.map(canonicalJson), () => state.keepAuditHead(last))
      .catch((error: unknown) => {
        throw error instanceof AppError ? new AuditUnwritableError(error) : error;
      });
    head = last;
    return heads;
  };
  const commits = createGroupCommit(write);
  return {
    head: () => head,
    append: async (entry) => {
      // What has no JSON form must fail alone, not with all that would share its write.
      canonicalJson(entry.details);
      return commits.add(entry);
    },
    close: async () => {
      await commits.idle();
      await file.close();
    },
  };
}

function chained(head: AuditHead, at: string, entries: readonly AuditEntry[]): readonly AuditLine[] {
  const lines: AuditLine[] = [];
  for (const entry of entries) lines.push(auditLine(lines.at(-1) ?? head, at, entry));
  return lines;
}

function tornName(now: string): string {
  return `audit.torn-${now.replaceAll(/[-:.]/g, '')}`;
}

/** First kept, then cut: a crash in between only does it twice. */
async function setAside(
  path: string,
  torn: NonNullable<AuditEnd['torn']>,
  { to, log }: { to: string; log: Log },
): Promise<void> {
  await replaceFile(to, torn.bytes);
  await truncate(path, torn.at);
  log.warn('the end of the audit was torn by a crash and was set aside', { path: to, bytes: torn.bytes.length });
}

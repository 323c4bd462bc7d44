import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerLine, RequestState } from '../../../src/model.js';
import type { AuditLine } from '../../../src/storage/audit-line.js';

/** What the files say of one purge, read without the bot's own code. */
export interface PurgeRecord {
  readonly id: string;
  /** Every line about it, oldest first. */
  readonly lines: readonly AuditLine[];
  /** Those of its changes that came about, oldest first. */
  readonly changes: readonly AuditLine[];
  readonly manifest: ReadonlySet<string>;
  readonly ledger: readonly LedgerLine[];
}

export async function recordsIn(folder: string): Promise<readonly PurgeRecord[]> {
  const audit = await linesOf<AuditLine>(join(folder, 'audit.ndjson'));
  const ids = new Set(audit.filter(({ type }) => type === 'scan.requested').map(({ purge }) => purge ?? ''));
  return Promise.all([...ids].map((id) => recordOf(folder, id, audit)));
}

async function recordOf(folder: string, id: string, audit: readonly AuditLine[]): Promise<PurgeRecord> {
  const file = (name: string): string => join(folder, 'purges', id, name);
  const lines = audit.filter(({ purge }) => purge === id);
  const listed = await linesOf<{ message_id: string }>(file('manifest.ndjson'));
  const manifest = new Set(listed.map(({ message_id }) => message_id));
  return { id, lines, changes: changesIn(lines), manifest, ledger: await linesOf<LedgerLine>(file('ledger.ndjson')) };
}

/** From the wish on, always the latest line that follows the one before: an earlier one beside it was cut off. */
function changesIn(lines: readonly AuditLine[]): readonly AuditLine[] {
  const changes: AuditLine[] = [];
  let next = lines.find(({ type }) => type === 'scan.requested');
  while (next !== undefined) {
    const { seq } = next;
    changes.push(next);
    next = lines.findLast(({ details }) => details['follows'] === seq);
  }
  return changes;
}

/** Half a line at the end is none. */
async function linesOf<T>(path: string): Promise<readonly T[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const whole = text.split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as T);
}

export const APPROVED = 'purge.approved';
/** A purge that saw one of these never deletes again. */
export const ENDINGS: ReadonlySet<string> = new Set([
  'purge.rejected',
  'purge.expired',
  'purge.withdrawn',
  'purge.cancelled',
]);
/** After one of these it deletes, until the next change. */
export const BEGINNINGS: ReadonlySet<string> = new Set(['purge.started', 'purge.resumed']);

/** From here on only approvals given afterwards count. */
export const REOPENED = 'purge.reopened';
/** What changes a request and not where it stands. */
const BY_THE_WAY: ReadonlySet<string> = new Set(['purge.reminded', 'request.tightened', 'purge.hold-removed']);

/** The changes that moved the purge, since it was opened for the last time up to this line of the audit. */
export function sinceOpened({ changes }: PurgeRecord, seq = Infinity): readonly AuditLine[] {
  const moves = changes.filter((line) => line.seq <= seq && !BY_THE_WAY.has(line.type));
  return moves.slice(
    Math.max(
      0,
      moves.findLastIndex(({ type }) => type === REOPENED),
    ),
  );
}

/** The state that the record tells; null where the record leaves it open. */
export function toldState(record: PurgeRecord, rules: { approvalsRequired: number }): RequestState | null {
  const changes = sinceOpened(record);
  const last = changes.at(-1);
  const approvals = changes.filter(({ type }) => type === APPROVED).length;
  switch (last?.type) {
    case 'scan.failed':
      return 'failed';
    case 'scan.finished':
      return 'nothing-due';
    case 'preview.finished':
      return 'previewed';
    case 'purge.frozen':
    case 'purge.finished':
      return last.details['state'] as RequestState;
    case REOPENED:
      return 'awaiting';
    case APPROVED:
      return approvals >= rules.approvalsRequired ? 'approved' : 'awaiting';
    case 'purge.rejected':
    case 'purge.expired':
    case 'purge.withdrawn':
    case 'purge.cancelled':
    case 'purge.stopped':
      return last.type.replace('purge.', '') as RequestState;
    default:
      return null;
  }
}

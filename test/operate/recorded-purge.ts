import { join } from 'node:path';
import type { AuditEntry, Candidate, Json, LedgerLine, ReportRow } from '../../src/model.js';
import type { PurgeFiles } from '../../src/ports.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { tempFolder } from '../storage/support.js';
import { aCandidate, anOutcome, freeze, ID } from '../contract/purge-files.js';
import { manualClock } from '../support/memory.js';
import { appendAudit, entry } from './written-folder.js';

const SETTINGS = { APPROVALS_REQUIRED: '2', SELF_APPROVAL: 'false', TARGET_MSG_AGE: '2592000s' };

/** More lines than are read at once, and cells that CSV must quote or make harmless. */
const LIST: readonly Candidate[] = Array.from({ length: 700 }, (_, i) =>
  aCandidate(i, i === 5 ? { message_id: '=message-5', other: 'a "quoted", name@example.com' } : {}),
);

/** Of 700: the last three denied, held and not attempted; one was gone before; the rest deleted, all but one confirmed. */
function outcomeOf(candidate: Candidate, i: number): LedgerLine | null {
  const line = { ...anOutcome(i), message_id: candidate.message_id };
  if (i === 699) return null;
  if (i === 698) return { ...line, outcome: 'held', http_status: null, by: null, reason: 'hold, added late' };
  if (i === 697) return { ...line, outcome: 'denied', http_status: 403, reason: 'two\r\nlines' };
  if (i === 3) return { ...line, outcome: 'already-gone', http_status: 404 };
  return line;
}

function rowOf(candidate: Candidate, i: number): ReportRow {
  const { message_id, created, sender, room_id, other } = candidate;
  const line = outcomeOf(candidate, i);
  const outcome = line?.outcome ?? 'not-attempted';
  return {
    ...{ message_id, created, sender, room_id, outcome, other: other ?? null },
    http_status: line?.http_status ?? null,
    attempts: line?.attempts ?? 0,
    decided_at: line?.decided_at ?? null,
    verified: outcome === 'deleted' ? (i === 10 ? 'no' : 'yes') : null,
    deleted_by: null,
    tracking_id: null,
    reason: line?.reason ?? null,
  };
}

const FIGURES = {
  candidates: 700,
  outcomes: { deleted: 696, 'already-gone': 1, held: 1, denied: 1, locked: 0, failed: 0, 'not-attempted': 1 },
  verified: 695,
};

export type Stage = 'over-limit' | 'awaiting' | 'running' | 'finished' | 'resumed';

/** A data folder as a purge leaves it at that stage, between the lines of another one. */
export async function recordedPurge(stage: Stage): Promise<string> {
  const folder = await tempFolder();
  const files = createPurgeFiles(folder, manualClock());
  const { digest } = await freeze(files, LIST);
  await appendAudit(folder, [
    by('bot', 'bot.started', { settings: SETTINGS, name: 'Zoë \u2028 😀' }, null),
    by('person-anna', 'scan.requested', { kind: 'purge' }),
    by('bot', 'scan.requested', { kind: 'preview' }, '20261124-other'),
    by('bot', 'purge.frozen', { digest, messages: LIST.length }),
  ]);
  if (stage === 'over-limit') return folder;
  await ask(folder, files, digest);
  if (stage === 'awaiting') return folder;
  await begin(folder, files, digest);
  if (stage === 'running') return folder;
  await finish(folder, files, digest);
  if (stage === 'resumed') await appendAudit(folder, [by('person-olga', 'purge.resumed', { digest })]);
  return folder;
}

async function ask(folder: string, files: PurgeFiles, digest: string): Promise<void> {
  const card = await files.keepCard(ID, { type: 'AdaptiveCard', version: '1.3', body: [{ text: digest }] });
  await appendAudit(folder, [
    by('bot', 'card.rendered', { face: 'approval', card, first: true }),
    by('person-oscar', 'purge.approved', { digest, card, comment: 'fine', email: 'oscar@example.com' }),
    by('bot', 'card.rendered', { face: 'approval', card: 'e'.repeat(64), first: false }),
  ]);
}

async function begin(folder: string, files: PurgeFiles, digest: string): Promise<void> {
  await appendAudit(folder, [
    by('person-olga', 'purge.approved', { digest, card: 'e'.repeat(64), comment: null, email: 'olga@example.com' }),
    by('bot', 'purge.started', { digest, candidates: LIST.length }),
    by('person-eve', 'refused', { reason: 'not-officer' }),
  ]);
  const ledger = await files.openLedger(ID);
  await Promise.all(LIST.flatMap((candidate, i) => outcomeOf(candidate, i) ?? []).map((line) => ledger.record(line)));
  await ledger.close();
}

async function finish(folder: string, files: PurgeFiles, digest: string): Promise<void> {
  const report = await files.writeReport(ID, inOneBatch(LIST.map(rowOf)));
  const ledger = await files.ledgerFile(ID);
  await appendAudit(folder, [
    by('bot', 'purge.finished', {
      ...{ digest, ledger: ledger.sha256, report: report.sha256, state: 'incomplete' },
      ...FIGURES,
    }),
    by('bot', 'bot.stopped', {}, null),
  ]);
}

async function* inOneBatch<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  await Promise.resolve();
  yield rows;
}

function by(
  actor: string,
  type: string,
  details: Readonly<Record<string, Json>>,
  purge: string | null = ID,
): AuditEntry {
  return { ...entry(type, details, purge), actor };
}

export function fileOf(folder: string, name: string): string {
  return name === 'audit.ndjson' ? join(folder, name) : join(folder, 'purges', ID, name);
}

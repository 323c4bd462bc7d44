import { join } from 'node:path';
import type { AuditEntry, Json } from '../../src/model.js';
import { openAudit } from '../../src/storage/audit-file.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { openState } from '../../src/storage/state.js';
import { aCandidate, anOutcome, freeze, ID } from '../contract/purge-files.js';
import { manualClock } from '../support/memory.js';
import { keyNumber, recordingLog, tempFolder } from '../storage/support.js';

export { ID };

/** Every file whose digest the audit of `writtenFolder` names, and the audit. */
export const DIGESTED = [
  'audit.ndjson',
  ...['manifest.ndjson', 'card.json', 'ledger.ndjson', 'report.csv'].map(inPurge),
];

export function inPurge(name: string): string {
  return join('purges', ID, name);
}

/** Appends to the audit of a folder as the bot does, by way of the state. */
export async function appendAudit(folder: string, entries: readonly AuditEntry[]): Promise<void> {
  const state = await openState(folder, [keyNumber(1)]);
  const audit = await openAudit({ dataDir: folder, clock: manualClock(), state, log: recordingLog() });
  for (const entry of entries) await audit.append(entry);
  await audit.close();
}

export function entry(type: string, details: Readonly<Record<string, Json>>, purge: string | null = ID): AuditEntry {
  return { type, actor: 'person-oscar', purge, details };
}

/** A data folder as one finished purge leaves it. */
export async function writtenFolder(): Promise<{ folder: string; digest: string }> {
  const folder = await tempFolder();
  const files = createPurgeFiles(folder, manualClock());
  const { digest } = await freeze(files, [aCandidate(1), aCandidate(2)]);
  const card = await files.keepCard(ID, { type: 'AdaptiveCard', version: '1.3' });
  const ledger = await files.openLedger(ID);
  await ledger.record(anOutcome(1));
  await ledger.record(anOutcome(2));
  await ledger.close();
  const { sha256 } = await files.ledgerFile(ID);
  const report = await files.writeReport(ID, noRows());
  await appendAudit(folder, [
    entry('bot.started', { name: 'Zoë �' }, null),
    entry('purge.frozen', { digest }),
    entry('card.rendered', { face: 'approval', card, first: true }),
    entry('card.rendered', { face: 'approval', card: 'e'.repeat(64), first: false }),
    entry('purge.approved', { digest }),
    entry('purge.started', { digest }),
    entry('purge.finished', { digest, ledger: sha256, report: report.sha256 }),
  ]);
  return { folder, digest };
}

async function* noRows(): AsyncGenerator<never> {
  await Promise.resolve();
  yield* [];
}

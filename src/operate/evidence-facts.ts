import { join } from 'node:path';
import { AppError } from '../errors.js';
import type { AuditHead, Json } from '../model.js';
import { BEFORE_FIRST, headOf, readLine, type AuditLine } from '../storage/audit-line.js';
import { lineBatches } from '../storage/lines.js';

/** What the audit, up to one moment, says of one purge. Digests are hex SHA-256. */
export interface PurgeFacts {
  /** How much of audit.ndjson was read: its whole lines at that moment. The bot may have written on since. */
  readonly auditBytes: number;
  readonly head: AuditHead;
  readonly manifest: string;
  /** Null where no approval card was made, as above MAX_MESSAGES. */
  readonly card: string | null;
  /** Null while the purge is not finished, or goes on again. */
  readonly finished: { readonly ledger: string; readonly report: string } | null;
}

interface Digests {
  manifest: string | null;
  card: string | null;
  finished: PurgeFacts['finished'];
}

/** Reads the audit as a stream. An AppError where it says nothing of the purge, or the purge never had a frozen list. */
export async function readFacts(dataDir: string, id: string): Promise<PurgeFacts> {
  const digests: Digests = { manifest: null, card: null, finished: null };
  let auditBytes = 0;
  let head = BEFORE_FIRST;
  let met = false;
  for await (const texts of lineBatches(join(dataDir, 'audit.ndjson'))) {
    for (const text of texts) {
      auditBytes += Buffer.byteLength(text) + 1;
      const line = readLine(text);
      // A line that is none is part of the evidence: VERIFY.md's first check finds it.
      if (line === null) continue;
      head = headOf(line);
      if (line.purge !== id) continue;
      // A refusal may name an id that never was.
      met ||= line.type !== 'refused';
      take(line, digests);
    }
  }
  if (auditBytes === 0) throw noAudit(dataDir);
  const { manifest, ...others } = digests;
  if (manifest === null) throw noFrozenList(id, met);
  return { auditBytes, head, manifest, ...others };
}

/** The latest word counts. */
function take({ type, details }: AuditLine, digests: Digests): void {
  if (type === 'purge.frozen') digests.manifest = textIn(details['digest']);
  if (type === 'card.rendered' && details['first'] === true) digests.card = textIn(details['card']);
  if (type === 'purge.started' || type === 'purge.resumed') digests.finished = null;
  if (type === 'purge.finished') {
    const [ledger, report] = [textIn(details['ledger']), textIn(details['report'])];
    digests.finished = ledger === null || report === null ? null : { ledger, report };
  }
}

function textIn(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function noAudit(dataDir: string): AppError {
  return new AppError('no-audit', `${dataDir} has no audit.ndjson, or an empty one.`, { hint: RIGHT_FOLDER });
}

function noFrozenList(id: string, met: boolean): AppError {
  if (met) {
    return new AppError('no-frozen-list', `${id} never had a frozen list: there is nothing to give evidence of.`, {
      hint: 'Previews, scans that failed and scans that found nothing due leave their lines in audit.ndjson only.',
    });
  }
  return new AppError('unknown-purge', `The audit knows no purge ${id}.`, {
    hint: `Ids stand on the cards and in \`history\`. ${RIGHT_FOLDER}`,
  });
}

const RIGHT_FOLDER = 'DATA_DIR must be the data folder of the bot that ran the purge.';

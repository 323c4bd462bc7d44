import type { Figures, PurgeRequest } from '../model.js';
import type { Confirmations, StoredFile } from '../ports.js';
import type { Claims } from './claims.js';
import type { Parts } from './parts.js';
import { createCounter, isComplete, lastOutcomes, reportRows, type LastOutcomes } from './report.js';
import { confirmedWithin, lookFor } from './verify.js';

/** The report is due half a minute after the last deletion; what Webex has not confirmed by now is reported as open. */
const VERIFY_PATIENCE_MS = 20_000;

export interface Finishing {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly request: PurgeRequest;
  readonly signal: AbortSignal;
}

/** After the last deletion: ask Webex what it saw, write the report, close the purge. Telling the space comes after that. */
export async function finishRun({ parts, claims, request, signal }: Finishing): Promise<PurgeRequest> {
  const outcomes = await lastOutcomes(parts.files.outcomes(request.id));
  const confirmed = await proof(parts, request, outcomes, signal);
  const { report, figures } = await writeReport(parts, request, { outcomes, confirmed });
  const ledger = await parts.files.ledgerFile(request.id);
  const completed = isComplete(figures);
  const at = new Date(parts.clock.now()).toISOString();
  const claimed = await claims.claim(request.id, { kind: 'finished', at, figures, completed }, (next) => ({
    type: 'purge.finished',
    actor: 'bot',
    purge: next.id,
    details: {
      digest: next.digest,
      ledger: ledger.sha256,
      report: report.sha256,
      state: next.state,
      candidates: figures.candidates,
      outcomes: figures.outcomes,
      verified: figures.verified,
      durationMs: figures.durationMs,
    },
  }));
  if (!claimed.ok) throw new Error(`${request.id} could not be closed: ${claimed.refusal.reason}`);
  return claimed.request;
}

async function writeReport(
  parts: Parts,
  request: PurgeRequest,
  { outcomes, confirmed }: { outcomes: LastOutcomes; confirmed: Confirmations },
): Promise<{ report: StoredFile; figures: Figures }> {
  const emails = new Map(parts.officers.map((officer) => [officer.id, officer.email]));
  const nameOf = (id: string): string => emails.get(id) ?? id;
  const counter = createCounter();
  const manifest = parts.files.manifest(request.id, request.digest ?? '');
  const report = await parts.files.writeReport(
    request.id,
    reportRows(manifest, { outcomes, confirmed, nameOf }, counter.count),
  );
  const startedMs = Date.parse(request.run?.startedAt ?? request.createdAt);
  return { report, figures: counter.figures(parts.clock.now() - startedMs) };
}

/** Webex's own `deleted` events for what we deleted, and for what was gone before us as far as they tell. */
async function proof(
  parts: Parts,
  request: PurgeRequest,
  outcomes: LastOutcomes,
  signal: AbortSignal,
): Promise<Confirmations> {
  const [executor] = request.run?.executors ?? [];
  const withOutcome = (wanted: string): Set<string> =>
    new Set([...outcomes.values()].filter((line) => line.outcome === wanted).map((line) => line.message_id));
  const deleted = withOutcome('deleted');
  const noted = new Set([...deleted, ...withOutcome('already-gone')]);
  if (executor === undefined || noted.size === 0) return new Map();
  const look = lookFor(request, { reader: parts.reader, clock: parts.clock, officer: executor.id, signal });
  return confirmedWithin(look, { wanted: deleted, noted }, VERIFY_PATIENCE_MS);
}

import type { Figures, PurgeRequest } from '../model.js';
import type { Confirmations, StoredFile } from '../ports.js';
import type { Claims } from './claims.js';
import type { Parts } from './parts.js';
import { createCounter, isComplete, lastOutcomes, reportRows, type LastOutcomes } from './report.js';
import type { Showing } from './showing.js';
import { confirmedWithin } from './verify.js';

/** The report is due half a minute after the last deletion; what Webex has not confirmed by now is reported as open. */
const VERIFY_PATIENCE_MS = 20_000;

export interface Finishing {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly showing: Showing;
  readonly request: PurgeRequest;
  readonly signal: AbortSignal;
}

/** After the last deletion: ask Webex what it saw, write the report, close the purge, tell the space. */
export async function finishRun({ parts, claims, showing, request, signal }: Finishing): Promise<void> {
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
    },
  }));
  if (!claimed.ok) throw new Error(`${request.id} could not be closed: ${claimed.refusal.reason}`);
  await showing.card(claimed.request, { face: 'closed', request: claimed.request });
  await attachReport(parts, showing, { request: claimed.request, figures, repeated: false });
}

/** Attaches the report to the space; `repeated` marks one that was there before. */
export async function attachReport(
  parts: Parts,
  showing: Showing,
  { request, figures, repeated }: { request: PurgeRequest; figures: Figures; repeated: boolean },
): Promise<void> {
  const packed = await parts.files.packReport(request.id);
  try {
    const notice = { kind: 'report', request, figures, head: parts.audit.head(), repeated, file: packed.note } as const;
    await (packed.file === null ? showing.say(notice) : showing.attach(notice, packed.file));
  } finally {
    await packed.remove();
  }
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
  const look = {
    reader: parts.reader,
    clock: parts.clock,
    officer: executor.id,
    since: request.run?.startedAt ?? request.createdAt,
    signal,
  };
  return confirmedWithin(look, { wanted: deleted, noted }, VERIFY_PATIENCE_MS);
}

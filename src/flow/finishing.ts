import type { AuditEntry, Confirmation, Figures, PersonId, PurgeRequest, RunPhase } from '../model.js';
import type { Confirmations, StoredFile } from '../ports.js';
import type { Claimed, Claims } from './claims.js';
import { Halt } from './halt.js';
import { nowIn } from './now.js';
import type { Parts } from './parts.js';
import { createCounter, isComplete, lastOutcomes, reportRows, type LastOutcomes } from './report.js';
import { confirmedWithin, lookFor } from './verify.js';

/** The report is due half a minute after the last deletion; what Webex has not confirmed by now is reported as open. */
const VERIFY_PATIENCE_MS = 20_000;

export interface Finishing {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly request: PurgeRequest;
  /** Told what it is at. */
  readonly enter: (phase: RunPhase) => void;
  readonly signal: AbortSignal;
}

/** After the last deletion: ask Webex what it saw, write the report, close the purge. Telling the space comes after that. */
export async function finishRun({ parts, claims, request, enter, signal }: Finishing): Promise<PurgeRequest> {
  const [executor] = request.run?.executors ?? [];
  const outcomes = await lastOutcomes(parts.files.outcomes(request.id));
  const looking = { officer: executor?.id ?? null, patienceMs: VERIFY_PATIENCE_MS, signal };
  enter('verifying');
  const confirmed = await proof(parts, request, outcomes, looking);
  enter('reporting');
  const written = await writeReport(parts, request, { outcomes, confirmed });
  const completed = isComplete(written.figures);
  const at = nowIn(parts.clock);
  const event = { kind: 'finished', at, figures: written.figures, completed } as const;
  return kept(request, await claims.claim(request.id, event, (next) => finishedRecord(next, written)));
}

/**
 * Reads again what Webex's event log had not confirmed. Where it tells more by now, the report is written anew and goes on
 * record with its new digests; null where there is nothing new.
 */
export async function confirmMore(
  { parts, claims, request }: Omit<Finishing, 'enter' | 'signal'>,
  officer: PersonId,
): Promise<PurgeRequest | null> {
  const before = request.figures;
  if (before === null || before.verified >= before.outcomes.deleted) return null;
  const outcomes = await lastOutcomes(parts.files.outcomes(request.id));
  const looking = { officer, patienceMs: 0, signal: new AbortController().signal };
  const confirmed = await proof(parts, request, outcomes, looking);
  const isConfirmed = ({ message_id, outcome }: { message_id: string; outcome: string }): boolean =>
    outcome === 'deleted' && confirmed.has(message_id);
  if ([...outcomes.values()].filter(isConfirmed).length <= before.verified) return null;
  const written = await writeReport(parts, request, { outcomes, confirmed });
  const figures = { ...written.figures, durationMs: before.durationMs };
  const claimed = await claims.claim(request.id, { kind: 'confirmed', figures }, (next) =>
    finishedRecord(next, { ...written, figures }),
  );
  return kept(request, claimed);
}

function kept({ id }: PurgeRequest, claimed: Claimed): PurgeRequest {
  if (!claimed.ok) throw new Error(`${id} could not be closed: ${claimed.refusal.reason}`);
  return claimed.request;
}

interface Written {
  readonly report: StoredFile;
  readonly ledger: StoredFile;
  readonly figures: Figures;
}

function finishedRecord(next: PurgeRequest, { report, ledger, figures }: Written): AuditEntry {
  return {
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
      ...(figures.wouldBeHeld === undefined ? {} : { wouldBeHeld: figures.wouldBeHeld }),
    },
  };
}

async function writeReport(
  parts: Parts,
  request: PurgeRequest,
  { outcomes, confirmed }: { outcomes: LastOutcomes; confirmed: Confirmations },
): Promise<Written> {
  const emails = new Map(parts.officers.map((officer) => [officer.id, officer.email]));
  const nameOf = (id: string): string => emails.get(id) ?? id;
  const counter = createCounter();
  const manifest = parts.files.manifest(request.id, request.digest ?? '');
  const report = await parts.files.writeReport(
    request.id,
    reportRows(manifest, { outcomes, confirmed, nameOf }, counter.count),
  );
  const startedMs = Date.parse(request.run?.startedAt ?? request.createdAt);
  const ledger = await parts.files.ledgerFile(request.id);
  return { report, ledger, figures: counter.figures(parts.clock.now() - startedMs) };
}

interface Looking {
  readonly officer: PersonId | null;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** Webex's own `deleted` events for what we deleted, and for what was gone before us as far as they tell. */
async function proof(
  parts: Parts,
  request: PurgeRequest,
  outcomes: LastOutcomes,
  { officer, patienceMs, signal }: Looking,
): Promise<Confirmations> {
  const withOutcome = (wanted: string): Set<string> =>
    new Set([...outcomes.values()].filter((line) => line.outcome === wanted).map((line) => line.message_id));
  const deleted = withOutcome('deleted');
  const noted = new Set([...deleted, ...withOutcome('already-gone')]);
  if (officer === null || noted.size === 0) return new Map();
  const look = lookFor(request, { reader: parts.reader, clock: parts.clock, officer, signal });
  const found = new Map<string, Confirmation>();
  return confirmedWithin(look, { wanted: deleted, noted }, patienceMs, found).catch((error: unknown) => {
    // Everything is deleted: a stop ends the looking, not the purge. What is still open is read again by `report ID`.
    if (error instanceof Halt && error.cause.kind !== 'shutdown') return found;
    throw error;
  });
}

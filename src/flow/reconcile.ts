import type {
  Approval,
  Asker,
  AuditRecord,
  Figures,
  Json,
  PurgeRequest,
  RemovedHoldNote,
  Rules,
  StopCause,
} from '../model.js';
import type { Audit, AuditPast, Log, RequestStore } from '../ports.js';
import { transition, type RequestEvent } from './approval.js';
import { officerOf, type Parts } from './parts.js';

export interface Reconciling {
  readonly past: AuditPast;
  readonly audit: Audit;
  readonly store: RequestStore;
  readonly officers: Parts['officers'];
  readonly log: Log;
}

/**
 * At the start, before anything else: where the audit holds a change that the state does not know, a crash fell in between or
 * an older state was put back. The audit wins: the change is made now, so that nothing it ended is ever opened again.
 */
export async function reconcile(parts: Reconciling): Promise<void> {
  const changes = await changesIn(parts.past);
  if (changes.size === 0) return;
  for (const request of await parts.store.all()) {
    const recorded = changes.get(request.id);
    if (recorded !== undefined) await catchUp(parts, request, recorded);
  }
}

/** The changes of one purge by the record that each follows. Of two that follow the same only the later one came about. */
type Changes = Map<number, AuditRecord>;

async function changesIn(past: AuditPast): Promise<ReadonlyMap<string, Changes>> {
  const found = new Map<string, Changes>();
  for await (const records of past.records()) {
    for (const record of records) {
      const follows = record.details['follows'];
      if (record.purge === null || typeof follows !== 'number') continue;
      const changes = found.get(record.purge) ?? new Map<number, AuditRecord>();
      found.set(record.purge, changes.set(follows, record));
    }
  }
  return found;
}

async function catchUp(
  { store, audit, officers, log }: Reconciling,
  request: PurgeRequest,
  changes: Changes,
): Promise<void> {
  let standing = request;
  for (let record = changes.get(standing.recorded); record !== undefined; record = changes.get(standing.recorded)) {
    const event = eventOf(record, standing, officers);
    // A scan whose end was cut off has to be asked for again: the audit does not hold what its card would show.
    if (event === null) return;
    const next = { ...after(standing, event), recorded: record.seq };
    const details = { record: record.seq, from: standing.state, to: next.state };
    await audit.append({ type: 'state.caught-up', actor: 'bot', purge: request.id, details });
    log.warn('the state lacked a step that the audit holds', { purge: request.id, ...details });
    const stored = await store.replace(next);
    if (stored === null) throw new Error(`${request.id} changed while it was reconciled`);
    standing = stored;
  }
}

/** A step that the table does not allow changes nothing but the place up to which the audit is known. */
function after(request: PurgeRequest, event: RequestEvent): PurgeRequest {
  const moved = transition(request, event);
  return moved.ok ? moved.next : request;
}

function eventOf(record: AuditRecord, { state }: PurgeRequest, officers: Parts['officers']): RequestEvent | null {
  const { type, actor, details } = record;
  const at = textIn(details['at']) ?? record.at;
  switch (type) {
    case 'purge.approved':
      return { kind: 'approved', approval: approvalIn(record, officers) };
    case 'request.tightened':
      return {
        kind: 'tightened',
        rules: details['rules'] as unknown as Rules,
        expiresAt: textIn(details['expiresAt']),
      };
    case 'purge.hold-removed':
      return { kind: 'hold-removed', note: details['note'] as unknown as RemovedHoldNote };
    case 'purge.rejected':
      return { kind: 'rejected', ending: endingIn(record, officers) };
    case 'purge.reminded':
      return { kind: 'reminded', reminder: details['reminder'] === 'half' ? 'half' : 'last' };
    case 'purge.withdrawn':
      return { kind: 'withdrawn', ending: { ...endingIn(record, officers), replacedBy: textIn(details['for']) ?? '' } };
    case 'purge.reopened':
      return reopenedIn(details);
    case 'purge.cancelled':
      return { kind: 'cancelled', ending: endingIn(record, officers) };
    case 'purge.expired':
      return { kind: 'expired', ending: { ...endingIn(record, officers), byName: 'the bot' } };
    case 'purge.started':
      return { kind: 'started', at, executors: executorsIn(record, officers) };
    case 'purge.resumed':
      return { kind: actor === 'bot' ? 'continued' : 'resumed', at, executors: executorsIn(record, officers) };
    case 'purge.stopped':
      return { kind: 'stopped', at, cause: details['cause'] as unknown as StopCause };
    case 'purge.finished':
      return state === 'running'
        ? { kind: 'finished', at, figures: figuresIn(details), completed: details['state'] === 'completed' }
        : { kind: 'confirmed', figures: figuresIn(details) };
    case 'scan.failed':
      return { kind: 'scan-failed' };
    default:
      return null;
  }
}

function reopenedIn({ expiresAt, nonce, rest }: AuditRecord['details']): RequestEvent {
  return {
    kind: 'reopened',
    expiresAt: textIn(expiresAt) ?? '',
    nonce: textIn(nonce) ?? '',
    rest: typeof rest === 'number' ? rest : 0,
  };
}

function approvalIn({ at, details, ...record }: AuditRecord, officers: Parts['officers']): Approval {
  return {
    officer: personIn({ ...record, at, details }, officers),
    at,
    actionId: textIn(details['action']) ?? '',
    cardMessageId: textIn(details['cardMessage']) ?? '',
    comment: textIn(details['comment']),
    ...(details['typed'] === true ? { typed: true as const } : {}),
  };
}

function endingIn(record: AuditRecord, officers: Parts['officers']) {
  const { id, displayName } = personIn(record, officers);
  return { by: id, byName: displayName, at: record.at, reason: textIn(record.details['reason']) };
}

function personIn({ actor, details }: AuditRecord, officers: Parts['officers']): Asker {
  const email = textIn(details['email']) ?? actor;
  return officerOf(officers, actor) ?? { id: actor, email, displayName: email };
}

function executorsIn({ details }: AuditRecord, officers: Parts['officers']): readonly Asker[] {
  const ids: readonly Json[] = Array.isArray(details['executors']) ? (details['executors'] as readonly Json[]) : [];
  return officers.filter(({ id }) => ids.includes(id));
}

function figuresIn({ candidates, outcomes, verified, durationMs, wouldBeHeld }: AuditRecord['details']): Figures {
  const rehearsed = wouldBeHeld === undefined ? {} : { wouldBeHeld };
  return { candidates, outcomes, verified, durationMs: durationMs ?? 0, ...rehearsed } as unknown as Figures;
}

function textIn(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

import type { Asker, PurgeRequest, Refusal, StopCause } from '../model.js';
import type { Clock, PurgeFiles } from '../ports.js';
import { findExecutors, type ExecutorParts } from './executors.js';
import type { FolderGuard } from './folder-guard.js';
import { proveApprovals, type ProofParts } from './proof-of-approval.js';
import { opensAt, type PurgeHours } from './purge-hours.js';

export interface ClearanceParts extends ExecutorParts, ProofParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly files: Pick<PurgeFiles, 'outcomes'>;
  readonly purgeHours: PurgeHours | null;
  readonly guard: Pick<FolderGuard, 'behind' | 'look'>;
}

/** Why a run may not begin or go on, whoever asks for it. */
export type Objection = Extract<StopCause, { kind: 'folder-behind' | 'stood-too-long' | 'approvals-unproven' }>;

const BEHIND = { kind: 'folder-behind' } as const;

export type Clearance =
  | { readonly ok: true; readonly executors: readonly Asker[] }
  /** `since`: from when on the run counts as standing. */
  | { readonly ok: false; readonly objection: Objection; readonly since: string };

/**
 * What must hold each time before a run touches anything: it did not stand too long, enough of its approvals can be proven
 * again, and Webex knows of no step that this folder lacks. `executor` is the officer who told it to go on; without one, those who approved work. Rejects where Webex
 * cannot be asked.
 */
export async function clearRun(
  parts: ClearanceParts,
  request: PurgeRequest,
  executor: Asker | null,
): Promise<Clearance> {
  const now = parts.clock.now();
  const atOnce = new Date(now).toISOString();
  if ((await parts.guard.behind()) !== null) return { ok: false, objection: BEHIND, since: atOnce };
  const since = await idleSince(parts, request);
  const longestMs = Math.min(request.rules.approvalTtlMs, parts.rules.approvalTtlMs);
  if (now - countedFrom(parts, since) > longestMs) return { ok: false, objection: { kind: 'stood-too-long' }, since };
  const { proven, required } = await proveApprovals(parts, request);
  if (proven < required) {
    const objection = { kind: 'approvals-unproven', proven, required } as const;
    return { ok: false, objection, since: atOnce };
  }
  // Who told it to go on has just been probed, and deletes with their own token unless EXECUTE_AS names another.
  const isOwn = executor !== null && parts.executeAs === 'approvers';
  const executors = isOwn ? [executor] : await findExecutors(parts, request);
  if (await lacksSteps(parts, request, executors)) return { ok: false, objection: BEHIND, since: atOnce };
  return { ok: true, executors };
}

/** Asked anew each time, back to when the purge was asked for. Where nobody can look, nobody can delete either. */
async function lacksSteps(
  { guard }: ClearanceParts,
  { createdAt }: PurgeRequest,
  [officer]: readonly Asker[],
): Promise<boolean> {
  return officer !== undefined && (await guard.look(officer.id, createdAt)) !== null;
}

/** The same objection as an answer to the officer who asked. */
export function asRefusal({ id }: PurgeRequest, objection: Objection): Refusal {
  if (objection.kind === 'folder-behind') return { reason: objection.kind };
  if (objection.kind === 'stood-too-long') return { reason: objection.kind, id };
  return { reason: objection.kind, id, proven: objection.proven, required: objection.required };
}

/** While PURGE_HOURS keep a run waiting it waits for nobody: that time does not count. */
function countedFrom({ purgeHours }: ClearanceParts, since: string): number {
  const sinceMs = Date.parse(since);
  return purgeHours === null ? sinceMs : (opensAt(purgeHours, sinceMs) ?? sinceMs);
}

/** The last moment at which the purge was waiting for nobody: its end of grace, its last deletion, its stop, its end. */
async function idleSince({ files }: ClearanceParts, { id, run, startsAt, createdAt }: PurgeRequest): Promise<string> {
  const stood = run?.stopped?.at ?? run?.finishedAt;
  if (stood !== null && stood !== undefined) return stood;
  const began = run?.resumedAt ?? run?.startedAt ?? createdAt;
  // What was opened again was approved after it had begun.
  let latest = startsAt !== null && startsAt > began ? startsAt : began;
  for await (const lines of files.outcomes(id)) {
    for (const { decided_at } of lines) if (decided_at > latest) latest = decided_at;
  }
  return latest;
}

import type { Asker, PurgeRequest } from '../model.js';
import { createCanary, type Canary } from './canary.js';
import { wrongClock } from './clock-check.js';
import type { Parts } from './parts.js';
import { createPace, type Pace } from './progress.js';
import { countRefusals, Halt, purgeBatch, remaining, type PurgeJob } from './purge.js';
import { lastOutcomes, type LastOutcomes } from './report.js';
import type { Showing } from './showing.js';
import { confirmedWithin, lookFor } from './verify.js';

/** How long the first deletions may take to show in Webex's event log, ms. */
const CANARY_PATIENCE_MS = 120_000;

/** Whoever works on a run; the controller halts it. */
export interface Worker {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  pace: Pace | null;
}

export interface Deletion {
  readonly parts: Parts;
  readonly showing: Showing;
  readonly request: PurgeRequest;
  readonly worker: Worker;
}

/**
 * Deletes what remains of the frozen list, and shows how far it is. Answers the request with the card that shows it now; rejects
 * with a Halt where the run may not go on.
 */
export async function deleteRemaining(deletion: Deletion): Promise<PurgeRequest> {
  const { parts, request, worker } = deletion;
  const { digest, executors } = frozenRun(request);
  if (executors.length === 0) throw new Halt({ kind: 'no-executor' });
  const outcomes = await lastOutcomes(parts.files.outcomes(request.id));
  const pace = createPace({ clock: parts.clock, total: request.summary?.messages ?? 0, outcomes });
  const canary = createCanary(request, request.rules.canarySize, outcomes);
  worker.pace = pace;
  const ledger = await parts.files.openLedger(request.id);
  try {
    const shown = await showProgress(deletion, pace, 'new');
    const job: PurgeJob = {
      deleter: parts.deleter,
      ledger,
      clock: parts.clock,
      executors,
      signal: worker.controller.signal,
      recorded: (line) => {
        outcomes.set(line.message_id, line);
        pace.count(line);
        canary.note(line);
      },
      mayGoOn: () => mayGoOn(parts, worker.controller.signal),
    };
    await deleteBatches({ ...deletion, request: shown }, { job, outcomes, digest, pace, canary });
    return shown;
  } finally {
    await ledger.close();
  }
}

interface Batches {
  readonly job: PurgeJob;
  readonly outcomes: LastOutcomes;
  readonly digest: string;
  readonly pace: Pace;
  readonly canary: Canary;
}

async function deleteBatches(deletion: Deletion, { job, outcomes, digest, pace, canary }: Batches): Promise<void> {
  const { parts, request } = deletion;
  const refusals = countRefusals();
  for await (const batch of remaining(parts.files.manifest(request.id, digest), outcomes, () => canary.room())) {
    // Asked only when something follows: after the last batch the verification of the whole run says the same.
    await checkCanary(deletion, canary);
    await purgeBatch(job, batch, refusals);
    job.signal.throwIfAborted();
    if (pace.isTimeToShow()) await showProgress(deletion, pace, 'in place');
  }
}

/** The first deletions must be seen by Webex itself before the rest follows. */
async function checkCanary({ parts, request, worker }: Deletion, canary: Canary): Promise<void> {
  const [executor] = frozenRun(request).executors;
  const wanted = canary.due();
  if (executor === undefined || wanted.size === 0) return;
  worker.pace?.enter('canary');
  const { signal } = worker.controller;
  const look = lookFor(request, { reader: parts.reader, clock: parts.clock, officer: executor.id, signal });
  const found = await confirmedWithin(look, { wanted, noted: wanted }, CANARY_PATIENCE_MS);
  const ids = [...wanted].filter((id) => !found.has(id));
  if (ids.length > 0) throw new Halt({ kind: 'canary', missing: ids.length, of: wanted.size, ids });
  canary.passed();
  worker.pace?.enter('purging');
}

async function mayGoOn(parts: Parts, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (await parts.files.stopFileStands()) throw new Halt({ kind: 'stop-file' });
  const skewMs = wrongClock(parts.clock);
  if (skewMs !== null) throw new Halt({ kind: 'clock', skewMs });
}

/** Progress is a courtesy: where it cannot be shown, the run goes on. */
async function showProgress(
  { parts, showing, request }: Deletion,
  pace: Pace,
  where: 'new' | 'in place',
): Promise<PurgeRequest> {
  const face = { face: 'progress', request, progress: pace.progress() } as const;
  pace.shown();
  try {
    if (where === 'in place') return await showing.card(request, face);
    // The card that asked or that stood still loses its buttons; the new one has Stop.
    await showing.card(request, { face: 'closed', request });
    return await showing.newCard(request, face);
  } catch (error) {
    parts.log.warn('progress could not be shown', { purge: request.id, error });
    return request;
  }
}

function frozenRun(request: PurgeRequest): { digest: string; executors: readonly Asker[] } {
  if (request.digest === null || request.run === null) throw new Error(`${request.id} has no frozen list or no run`);
  return { digest: request.digest, executors: request.run.executors };
}

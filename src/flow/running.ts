import type { Actor, Asker, Progress, PurgeRequest, Refusal, StopCause } from '../model.js';
import type { Claims } from './claims.js';
import { wrongClock } from './clock-check.js';
import { findExecutors } from './executors.js';
import { finishRun } from './finishing.js';
import type { Parts } from './parts.js';
import { createPace, type Pace } from './progress.js';
import { countRefusals, Halt, purgeBatch, remaining, type PurgeJob } from './purge.js';
import { lastOutcomes, type LastOutcomes } from './report.js';
import type { Showing } from './showing.js';
import { confirmedWithin } from './verify.js';

/** How long the first deletions may take to show in Webex's event log, ms. */
const CANARY_PATIENCE_MS = 120_000;

/** Runs that are under way in this process. */
export interface Running {
  /** The grace is over. A refusal where the request is past starting. */
  start(request: PurgeRequest): Promise<Refusal | null>;
  /** Goes on with what remains; `executor` where an officer asked for it, nobody after a restart. */
  goOn(request: PurgeRequest, executor: Asker | null): Promise<Refusal | null>;
  /** Shows a stopped run with its figures and the way to resume it. */
  showStopped(request: PurgeRequest): Promise<void>;
  /** Aborts the worker of a run; false where none is at work. No request is started afterwards. */
  halt(id: string, cause: StopCause): boolean;
  workers(): ReadonlySet<string>;
  progress(id: string): Progress | null;
  /** Halts every worker so that the next start goes on by itself. */
  shutdown(): Promise<void>;
}

interface Worker {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  pace: Pace | null;
}

export function createRunning(parts: Parts, claims: Claims, showing: Showing): Running {
  const workers = new Map<string, Worker>();

  /** One worker a run; its end, good or bad, is recorded by itself. */
  const employ = (request: PurgeRequest): void => {
    const controller = new AbortController();
    const worker: Worker = { controller, pace: null, ended: Promise.resolve() };
    const ended = work(request, worker)
      .catch((error: unknown) => recordHalt(request, causeOf(error, parts)))
      .catch((error: unknown) =>
        parts.log.error('the end of a run could not be recorded', { purge: request.id, error }),
      )
      .finally(() => workers.delete(request.id));
    workers.set(request.id, Object.assign(worker, { ended }));
  };

  const work = async (request: PurgeRequest, worker: Worker): Promise<void> => {
    const done = await deleteRemaining({ parts, claims, showing, request, worker });
    await finishRun({ parts, claims, showing, request: done, signal: worker.controller.signal });
  };

  const recordHalt = async (request: PurgeRequest, cause: StopCause): Promise<void> => {
    if (cause.kind === 'shutdown') return;
    const at = new Date(parts.clock.now()).toISOString();
    const claimed = await claims.claim(request.id, { kind: 'stopped', at, cause }, (next) => ({
      type: 'purge.stopped',
      actor: actorOf(cause),
      purge: next.id,
      details: { cause, digest: next.digest },
    }));
    if (claimed.ok) await showStopped(claimed.request);
  };

  const showStopped = async (request: PurgeRequest): Promise<void> => {
    const progress = await storedProgress(parts, request);
    await showing.card(request, { face: 'stopped', request, progress });
    await showing.say({ kind: 'stopped', request, progress });
  };

  const begin = async (
    request: PurgeRequest,
    executor: Asker | null,
    type: 'started' | 'resumed',
  ): Promise<Refusal | null> => {
    if (workers.has(request.id))
      return { reason: 'not-open', id: request.id, state: request.state, ending: null, approvals: request.approvals };
    const executors = executor === null ? await findExecutors(parts, request) : [executor];
    const at = new Date(parts.clock.now()).toISOString();
    const claimed = await claims.claim(request.id, { kind: type, at, executors }, (next) => ({
      type: `purge.${type}`,
      actor: executor?.id ?? 'bot',
      purge: next.id,
      details: {
        digest: next.digest,
        executors: executors.map(({ id }) => id),
        candidates: next.summary?.messages ?? 0,
      },
    }));
    if (!claimed.ok) return claimed.refusal;
    employ(claimed.request);
    return null;
  };

  return {
    start: (request) => begin(request, null, 'started'),
    goOn: (request, executor) => begin(request, executor, 'resumed'),
    halt: (id, cause) => {
      const worker = workers.get(id);
      worker?.controller.abort(new Halt(cause));
      return worker !== undefined;
    },
    showStopped,
    workers: () => new Set(workers.keys()),
    progress: (id) => workers.get(id)?.pace?.progress() ?? null,
    shutdown: async () => {
      for (const worker of workers.values()) worker.controller.abort(new Halt({ kind: 'shutdown' }));
      await Promise.all([...workers.values()].map((worker) => worker.ended));
    },
  };
}

interface Deletion {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly showing: Showing;
  readonly request: PurgeRequest;
  readonly worker: Worker;
}

async function deleteRemaining(deletion: Deletion): Promise<PurgeRequest> {
  const { parts, request, worker } = deletion;
  const { digest, executors } = frozenRun(request);
  if (executors.length === 0) throw new Halt({ kind: 'no-executor' });
  const outcomes = await lastOutcomes(parts.files.outcomes(request.id));
  const pace = createPace({ clock: parts.clock, total: request.summary?.messages ?? 0, outcomes });
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
      },
      mayGoOn: () => mayGoOn(parts, worker.controller.signal),
    };
    await deleteBatches({ ...deletion, request: shown }, { job, outcomes, digest, pace });
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
}

async function deleteBatches(deletion: Deletion, { job, outcomes, digest, pace }: Batches): Promise<void> {
  const { parts, request } = deletion;
  const refusals = countRefusals();
  const canary = request.rules.canarySize;
  const tried: string[] = [];
  for await (const batch of remaining(parts.files.manifest(request.id, digest), outcomes, canary)) {
    // Asked only when something follows: after the last batch the verification of the whole run says the same.
    if (canary > 0 && tried.length === canary) await checkCanary(deletion, tried, outcomes);
    await purgeBatch(job, batch, refusals);
    job.signal.throwIfAborted();
    if (tried.length < canary) tried.push(...batch.map((candidate) => candidate.message_id));
    if (pace.isTimeToShow()) await showProgress(deletion, pace, 'in place');
  }
}

/** The first deletions must be seen by Webex itself before the rest follows. */
async function checkCanary(
  { parts, request, worker }: Deletion,
  tried: readonly string[],
  outcomes: LastOutcomes,
): Promise<void> {
  const [executor] = frozenRun(request).executors;
  const deleted = new Set(tried.filter((id) => outcomes.get(id)?.outcome === 'deleted'));
  if (executor === undefined || deleted.size === 0) return;
  worker.pace?.enter('canary');
  const look = {
    reader: parts.reader,
    clock: parts.clock,
    officer: executor.id,
    since: request.run?.startedAt ?? request.createdAt,
    signal: worker.controller.signal,
  };
  const found = await confirmedWithin(look, { wanted: deleted, noted: deleted }, CANARY_PATIENCE_MS);
  if (found.size < deleted.size) {
    throw new Halt({ kind: 'canary', missing: deleted.size - found.size, of: deleted.size });
  }
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

async function storedProgress(parts: Parts, request: PurgeRequest): Promise<Progress> {
  const outcomes = await lastOutcomes(parts.files.outcomes(request.id));
  return createPace({ clock: parts.clock, total: request.summary?.messages ?? 0, outcomes }).progress();
}

function causeOf(error: unknown, { log }: Parts): StopCause {
  if (error instanceof Halt) return error.cause;
  log.error('a run failed', { error });
  return { kind: 'failure', message: error instanceof Error ? error.message : String(error) };
}

function actorOf(cause: StopCause): Actor {
  return cause.kind === 'person' ? cause.by : 'bot';
}

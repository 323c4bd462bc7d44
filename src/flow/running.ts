import type { Actor, Asker, Progress, PurgeRequest, Refusal, StopCause } from '../model.js';
import type { Claimed, Claims } from './claims.js';
import { notOpen } from './approval.js';
import { createCanary, type Canary } from './canary.js';
import { asRefusal, clearRun } from './clearance.js';
import { wrongClock } from './clock-check.js';
import { finishRun } from './finishing.js';
import type { Parts } from './parts.js';
import { createPace, storedProgress, type Pace } from './progress.js';
import { countRefusals, Halt, purgeBatch, remaining, type PurgeJob } from './purge.js';
import { lastOutcomes, type LastOutcomes } from './report.js';
import { postReport } from './reporting.js';
import type { Showing } from './showing.js';
import { confirmedWithin } from './verify.js';

/** How long the first deletions may take to show in Webex's event log, ms. */
const CANARY_PATIENCE_MS = 120_000;

/** Runs that are under way in this process. */
export interface Running {
  /** The grace is over. */
  start(request: PurgeRequest): Promise<void>;
  /** After a restart, by itself: goes on with what remains. */
  goOn(request: PurgeRequest): Promise<void>;
  /** An officer asks to go on with what remains, with that officer's own token. */
  resume(request: PurgeRequest, executor: Asker): Promise<Refusal | null>;
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
  let closed = false;
  /** Halts that could not be recorded, with a full disk for example; nothing of theirs goes on before that is made good. */
  const unrecorded = new Map<string, StopCause>();

  /** Known before the run is claimed, so that a Stop in that very moment finds somebody to stop. */
  const hire = (id: string): Worker => {
    const worker: Worker = { controller: new AbortController(), pace: null, ended: Promise.resolve() };
    workers.set(id, worker);
    return worker;
  };

  /** One worker a run; its end, good or bad, is recorded by itself. */
  const employ = (request: PurgeRequest, worker: Worker): void => {
    const ended = work(request, worker)
      .catch((error: unknown) => halted(request, causeOf(error, parts)))
      .finally(() => workers.delete(request.id));
    Object.assign(worker, { ended });
  };

  const work = async (request: PurgeRequest, worker: Worker): Promise<void> => {
    const done = await deleteRemaining({ parts, showing, request, worker });
    const finished = await finishRun({ parts, claims, request: done, signal: worker.controller.signal });
    await tellEnd(finished);
  };

  /** What fails here is made good by the agenda; the purge has ended either way. */
  const tellEnd = async (request: PurgeRequest): Promise<void> => {
    try {
      await showing.card(request, { face: 'closed', request });
      await postReport({ parts, claims, showing }, request);
    } catch (error) {
      parts.log.error('the end of a run could not be told', { purge: request.id, error });
    }
  };

  const halted = async (request: PurgeRequest, cause: StopCause): Promise<void> => {
    if (cause.kind === 'shutdown') return;
    unrecorded.set(request.id, cause);
    await recordHalt(request, { cause, at: nowIn(parts) }).catch((error: unknown) =>
      parts.log.error('the end of a run could not be recorded or told', { purge: request.id, error }),
    );
  };

  const recordHalt = async (request: PurgeRequest, { cause, at }: { cause: StopCause; at: string }): Promise<void> => {
    const claimed = await claims.claim(request.id, { kind: 'stopped', at, cause }, (next) => ({
      type: 'purge.stopped',
      actor: actorOf(cause),
      purge: next.id,
      details: { cause, at, digest: next.digest },
    }));
    unrecorded.delete(request.id);
    if (claimed.ok) await showStopped(claimed.request);
  };

  const showStopped = async (request: PurgeRequest): Promise<void> => {
    const progress = await storedProgress(parts, request);
    await showing.card(request, { face: 'stopped', request, progress });
    await showing.say({ kind: 'stopped', request, progress });
  };

  /** Without anybody who asked: what stands against it stops the run, and says so. */
  const byItself = async (request: PurgeRequest, kind: 'started' | 'continued'): Promise<void> => {
    if (workers.has(request.id)) return;
    const cause = unrecorded.get(request.id);
    if (cause !== undefined) return recordHalt(request, { cause, at: nowIn(parts) });
    if (kind === 'continued') await tellInterrupted(request);
    const clearance = await clearRun(parts, request, null);
    if (!clearance.ok) return recordHalt(request, { cause: clearance.objection, at: clearance.since });
    await begin(request, { kind, executors: clearance.executors, actor: 'bot' });
  };

  /** A space that cannot be told holds up no run. */
  const tellInterrupted = (request: PurgeRequest): Promise<void> =>
    showing
      .say({ kind: 'interrupted', requests: [request] })
      .catch((error: unknown) => parts.log.warn('an interruption could not be told', { purge: request.id, error }));

  const resume = async (request: PurgeRequest, executor: Asker): Promise<Refusal | null> => {
    if (request.state !== 'stopped' && request.state !== 'incomplete') return notOpen(request);
    const clearance = await clearRun(parts, request, executor);
    if (!clearance.ok) return asRefusal(request, clearance.objection);
    return begin(request, { kind: 'resumed', executors: clearance.executors, actor: executor.id });
  };

  const begin = async (request: PurgeRequest, beginning: Beginning): Promise<Refusal | null> => {
    if (closed || workers.has(request.id)) return notOpen(request);
    const worker = hire(request.id);
    const claimed = await claimRun(request, beginning).catch((error: unknown) => {
      workers.delete(request.id);
      throw error;
    });
    if (claimed.ok && claimed.request.state === 'running') employ(claimed.request, worker);
    else workers.delete(request.id);
    return claimed.ok ? null : claimed.refusal;
  };

  const claimRun = (request: PurgeRequest, { kind, executors, actor }: Beginning): Promise<Claimed> => {
    const at = nowIn(parts);
    return claims.claim(request.id, { kind, at, executors }, (next) => ({
      type: kind === 'started' ? 'purge.started' : 'purge.resumed',
      actor,
      purge: next.id,
      details: {
        digest: next.digest,
        at,
        executors: executors.map(({ id }) => id),
        candidates: next.summary?.messages ?? 0,
      },
    }));
  };

  return {
    start: (request) => byItself(request, 'started'),
    goOn: (request) => byItself(request, 'continued'),
    resume,
    halt: (id, cause) => {
      const worker = workers.get(id);
      worker?.controller.abort(new Halt(cause));
      return worker !== undefined;
    },
    showStopped,
    workers: () => new Set(workers.keys()),
    progress: (id) => workers.get(id)?.pace?.progress() ?? null,
    shutdown: async () => {
      closed = true;
      for (const worker of workers.values()) worker.controller.abort(new Halt({ kind: 'shutdown' }));
      await Promise.all([...workers.values()].map((worker) => worker.ended));
    },
  };
}

interface Beginning {
  readonly kind: 'started' | 'continued' | 'resumed';
  readonly executors: readonly Asker[];
  readonly actor: Actor;
}

interface Deletion {
  readonly parts: Parts;
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
  const look = {
    reader: parts.reader,
    clock: parts.clock,
    officer: executor.id,
    since: request.run?.startedAt ?? request.createdAt,
    signal: worker.controller.signal,
  };
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

function nowIn({ clock }: Parts): string {
  return new Date(clock.now()).toISOString();
}

function causeOf(error: unknown, { log }: Parts): StopCause {
  if (error instanceof Halt) return error.cause;
  log.error('a run failed', { error });
  return { kind: 'failure', message: error instanceof Error ? error.message : String(error) };
}

function actorOf(cause: StopCause): Actor {
  return cause.kind === 'person' ? cause.by : 'bot';
}

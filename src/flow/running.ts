import type { Actor, Asker, Progress, PurgeRequest, Refusal, RunPhase, StopCause } from '../model.js';
import type { Claimed, Claims } from './claims.js';
import { notOpen } from './approval.js';
import { asRefusal, clearRun } from './clearance.js';
import { deleteRemaining } from './deleting.js';
import { finishRun } from './finishing.js';
import { Halt } from './halt.js';
import { nowIn } from './now.js';
import type { Parts } from './parts.js';
import { storedProgress } from './progress.js';
import { postReport } from './reporting.js';
import type { Showing } from './showing.js';
import type { Worker } from './work.js';

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
  /** Something stands in its way, whether somebody is at work on it or not. Resolves when that is on record. */
  stopFor(request: PurgeRequest, cause: StopCause): Promise<void>;
  /** Aborts the worker of a run; false where none is at work. No request is started afterwards. */
  halt(id: string, cause: StopCause): boolean;
  /** For a stop that could not be recorded: nothing of this purge begins by itself before it is. */
  bar(id: string, cause: StopCause): void;
  workers(): ReadonlySet<string>;
  progress(id: string): Progress | null;
  /** Halts every worker so that the next start goes on by itself. */
  shutdown(): Promise<void>;
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
    await deleteRemaining({ parts, showing, request, worker });
    const enter = (phase: RunPhase): void => worker.pace?.enter(phase);
    const finished = await finishRun({ parts, claims, request, enter, signal: worker.controller.signal });
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
    await recordHalt(request, { cause, at: nowIn(parts.clock) }).catch((error: unknown) =>
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
    if (cause !== undefined) return recordHalt(request, { cause, at: nowIn(parts.clock) });
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

  const halt = (id: string, cause: StopCause): boolean => {
    const worker = workers.get(id);
    worker?.controller.abort(new Halt(cause));
    return worker !== undefined;
  };

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
    unrecorded.delete(request.id);
    if (claimed.ok && claimed.request.state === 'running') employ(claimed.request, worker);
    else workers.delete(request.id);
    return claimed.ok ? null : claimed.refusal;
  };

  const claimRun = (request: PurgeRequest, { kind, executors, actor }: Beginning): Promise<Claimed> => {
    const at = nowIn(parts.clock);
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
    stopFor: async (request, cause) => {
      if (halt(request.id, cause)) await workers.get(request.id)?.ended;
      else await recordHalt(request, { cause, at: nowIn(parts.clock) });
    },
    halt,
    bar: (id, cause) => void unrecorded.set(id, cause),
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

function causeOf(error: unknown, { log }: Parts): StopCause {
  if (error instanceof Halt) return error.cause;
  log.error('a run failed', { error });
  return { kind: 'failure', message: error instanceof Error ? error.message : String(error) };
}

function actorOf(cause: StopCause): Actor {
  return cause.kind === 'person' ? cause.by : 'bot';
}

import type { Asker, Candidate, LedgerLine, Outcome, StopCause } from '../model.js';
import type { Clock, Deleter, DeletionAnswer, Ledger } from '../ports.js';
import { isSettled, type LastOutcomes } from './report.js';

/** Messages whose intent reaches the disk together, and between which holds and the STOP file are looked at. */
const BATCH_SIZE = 100;

/** Webex says 403 where role or scope is gone; after so many in a row the rest would fare no better. */
const REFUSALS_IN_A_ROW = 5;

/** What ends a run before its list does. */
export class Halt extends Error {
  override readonly cause: StopCause;

  constructor(cause: StopCause) {
    super(`the run was halted: ${cause.kind}`);
    this.name = 'Halt';
    this.cause = cause;
  }
}

export interface PurgeJob {
  readonly deleter: Deleter;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly executors: readonly Asker[];
  /** Aborted with a StopCause as its reason; no request is started afterwards. */
  readonly signal: AbortSignal;
  readonly recorded: (line: LedgerLine) => void;
  /** Looked at before every batch: throws a Halt where the run may not go on. */
  readonly mayGoOn: () => Promise<void>;
}

/** The candidates that still need a try, in the manifest's order, cut into batches; none is larger than `room()` at its time. */
export async function* remaining(
  manifest: AsyncIterable<readonly Candidate[]>,
  outcomes: LastOutcomes,
  room: () => number,
): AsyncGenerator<readonly Candidate[]> {
  let batch: Candidate[] = [];
  for await (const candidates of manifest) {
    for (const candidate of candidates) {
      const known = outcomes.get(candidate.message_id);
      if (known !== undefined && isSettled(known.outcome)) continue;
      batch.push(candidate);
      if (batch.length >= Math.min(BATCH_SIZE, room())) {
        yield batch;
        batch = [];
      }
    }
  }
  if (batch.length > 0) yield batch;
}

/** Deletes one batch: every intent is on disk before the first DELETE, every outcome as soon as it is known. */
export async function purgeBatch(job: PurgeJob, batch: readonly Candidate[], refusals: RefusalCount): Promise<void> {
  await job.mayGoOn();
  const shares = shareOut(batch, job.executors);
  for (const { executor, candidates } of shares) {
    await job.ledger.intend(
      candidates.map((candidate) => candidate.message_id),
      executor.id,
    );
  }
  await whileRecordable(job, (inner) =>
    shares.flatMap(({ executor, candidates }) =>
      candidates.map((candidate) => deleteOne(inner, candidate, { executor, refusals })),
    ),
  );
  refusals.check();
}

/** Where one outcome cannot be recorded, no further request is started; those under way are seen to their end. */
async function whileRecordable(job: PurgeJob, deletions: (job: PurgeJob) => readonly Promise<void>[]): Promise<void> {
  const failed = new AbortController();
  const inner = { ...job, signal: AbortSignal.any([job.signal, failed.signal]) };
  const noted = deletions(inner).map((deletion) =>
    deletion.catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  const settled = await Promise.allSettled(noted);
  const broken = settled.find((result) => result.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}

async function deleteOne(
  job: PurgeJob,
  candidate: Candidate,
  { executor, refusals }: { executor: Asker; refusals: RefusalCount },
): Promise<void> {
  if (job.signal.aborted || refusals.tooMany()) return;
  const answer = await job.deleter.delete(executor.id, candidate.message_id, job.signal);
  if (answer === null) return;
  const line = ledgerLine(candidate, answer, { by: executor.id, at: new Date(job.clock.now()).toISOString() });
  refusals.see(line);
  await job.ledger.record(line);
  job.recorded(line);
}

function ledgerLine(candidate: Candidate, answer: DeletionAnswer, { by, at }: { by: string; at: string }): LedgerLine {
  return {
    message_id: candidate.message_id,
    outcome: outcomeOf(answer.status),
    http_status: answer.status,
    attempts: answer.attempts,
    decided_at: at,
    by,
    tracking_id: answer.trackingId,
    reason: answer.reason,
  };
}

/** 204 deleted; an officer gets 410 for a deleted message and 404 for one that retention purged; 423 is locked. */
function outcomeOf(status: number | null): Outcome {
  switch (status) {
    case 200:
    case 204:
      return 'deleted';
    case 404:
    case 410:
      return 'already-gone';
    case 401:
    case 403:
      return 'denied';
    case 423:
      return 'locked';
    default:
      return 'failed';
  }
}

/** Counts refusals that follow one another, across batches. */
export interface RefusalCount {
  see(line: LedgerLine): void;
  tooMany(): boolean;
  /** Throws the Halt when there are too many. */
  check(): void;
}

export function countRefusals(): RefusalCount {
  let inARow = 0;
  let status = 0;
  const tooMany = (): boolean => inARow >= REFUSALS_IN_A_ROW;
  return {
    see: (line) => {
      if (tooMany()) return;
      inARow = line.outcome === 'denied' ? inARow + 1 : 0;
      status = line.http_status ?? 0;
    },
    tooMany,
    check: () => {
      if (tooMany()) throw new Halt({ kind: 'refusals', status, inARow });
    },
  };
}

interface Share {
  readonly executor: Asker;
  readonly candidates: readonly Candidate[];
}

/** Deals a batch out to the executors in turn, so that each one's allowance at Webex is used. */
function shareOut(batch: readonly Candidate[], executors: readonly Asker[]): readonly Share[] {
  return executors
    .map((executor, i) => ({
      executor,
      candidates: batch.filter((_, position) => position % executors.length === i),
    }))
    .filter((share) => share.candidates.length > 0);
}

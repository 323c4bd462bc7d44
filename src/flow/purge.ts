import type { Asker, Candidate, LedgerLine } from '../model.js';
import type { Clock, Deleter, Ledger, Probe } from '../ports.js';
import { attempt } from './attempts.js';
import type { Breaker } from './breaker.js';
import type { Crew, Member } from './crew.js';
import { Halt } from './halt.js';
import { heldLine, spared, triedLine } from './ledger-line.js';
import { nowIn } from './now.js';
import type { Outage } from './outage.js';

/**
 * Messages whose intents reach the disk together, and between which holds, the STOP file and the clock are looked at. Small
 * enough that what is new acts soon, large enough that intents do not slow the deletions.
 */
const BATCH_SIZE = 40;

/** So long a 204 proves the role that it needed, ms; then it is probed before more is deleted. */
const PROOF_LASTS_MS = 60_000;

/** Messages that may wait for another try at once; more of them keep the next ones from being begun. */
const MOST_WAITING = 5_000;

export interface PurgeJob {
  readonly deleter: Deleter;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly crew: Crew;
  readonly breaker: Breaker;
  readonly outage: Outage;
  readonly probe: (officer: Asker) => Promise<Probe>;
  /** Aborted with a Halt as its reason; no request is started afterwards. The crew's signals follow it. */
  readonly halting: AbortController;
  readonly recorded: (line: LedgerLine) => void;
  /** Looked at before every batch: throws a Halt where the run may not go on, waits where it may later. */
  readonly mayGoOn: () => Promise<void>;
  /** Which of a batch are to be kept after all, each with its reason. */
  readonly keep: (batch: readonly Candidate[]) => Promise<ReadonlyMap<string, string>>;
  /** Which of these a `deleted` event of Webex's explains. */
  readonly explain: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** An officer's token does not work any more; on record before anything else is sent. */
  readonly left: (officer: Asker) => Promise<void>;
}

/** Deletes batch by batch without waiting for one batch before the next is begun. */
export interface Pump {
  /** Every intent is on disk before its DELETE is sent, every outcome as soon as it is known. */
  begin(batch: readonly Candidate[]): Promise<void>;
  /** Resolves when nothing is under way. Rejects with what broke the run. */
  drain(): Promise<void>;
  /** Resolves when nothing is under way, whatever became of it. */
  quiet(): Promise<void>;
}

/** The wanted candidates in the manifest's order, cut into batches; none is larger than `room()` at its time. */
export async function* batchesOf(
  manifest: AsyncIterable<readonly Candidate[]>,
  wanted: (candidate: Candidate) => boolean,
  room: () => number,
): AsyncGenerator<readonly Candidate[]> {
  let batch: Candidate[] = [];
  for await (const candidates of manifest) {
    for (const candidate of candidates) {
      if (!wanted(candidate)) continue;
      batch.push(candidate);
      if (batch.length < Math.min(BATCH_SIZE, room())) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

export function createPump(job: PurgeJob): Pump {
  const { clock, crew, breaker, outage, ledger, halting } = job;
  const underWay = new Set<Promise<void>>();
  let broken: { readonly error: unknown } | null = null;

  const fail = (error: unknown): void => {
    broken ??= { error };
    halting.abort(error);
  };
  const quiet = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  const drain = async (): Promise<void> => {
    await quiet();
    if (broken !== null) throw broken.error;
    halting.signal.throwIfAborted();
  };
  const record = async (line: LedgerLine): Promise<void> => {
    await ledger.record(line);
    job.recorded(line);
  };

  const start = (member: Member, candidate: Candidate, outages: number): void => {
    crew.took(member);
    const task = deleteOne(member, candidate, outages)
      .catch(fail)
      .finally(() => {
        underWay.delete(task);
        crew.gave(member);
      });
    underWay.add(task);
  };

  const deleteOne = async (member: Member, candidate: Candidate, outages: number): Promise<void> => {
    const { officer, signal } = member;
    const aside = async (pause: () => Promise<void>): Promise<void> => {
      crew.gave(member);
      await pause().finally(() => crew.took(member));
    };
    let held: string | undefined;
    const isStillDue = async (): Promise<boolean> => {
      held = (await job.keep([candidate])).get(candidate.message_id);
      return held === undefined;
    };
    const message = { officer: officer.id, messageId: candidate.message_id, signal, aside, outages, isStillDue };
    const answer = await attempt(job, message);
    if (held !== undefined) return record(heldLine(candidate, answer, { reason: held, at: nowIn(clock) }));
    if (answer === null) return;
    const line = triedLine(candidate, answer, { by: officer.id, at: nowIn(clock) });
    judge(member, line);
    await record(line);
  };

  /** What stops further requests does so before the outcome that told it is written. */
  const judge = (member: Member, line: LedgerLine): void => {
    if (line.outcome === 'deleted') member.provenAt = clock.now();
    breaker.see(line);
    if (breaker.refused(member.officer.id) !== null) crew.stand(member);
    const cause = breaker.failing();
    if (cause !== null) fail(new Halt(cause));
  };

  /** Officers whom Webex refused leave, unless they are the last or still hold their role: then the run stops. */
  const lookAtRefusals = async (): Promise<void> => {
    for (const member of crew.members()) {
      const refused = breaker.refused(member.officer.id);
      if (refused === null) continue;
      await drain();
      const isLast = crew.members().length === 1;
      if (isLast || (await job.probe(member.officer)).ok) {
        throw new Halt({ kind: 'refusals', status: refused.status, inARow: refused.inARow });
      }
      await leave(member);
    }
  };

  const leave = async (member: Member): Promise<void> => {
    crew.dismiss(member);
    await job.left(member.officer);
  };

  const lookAtMissing = async (): Promise<void> => {
    if (breaker.notFound().length === 0) return;
    await drain();
    breaker.explained(await job.explain(breaker.notFound()));
    const inARow = breaker.notFound().length;
    if (inARow > 0) throw new Halt({ kind: 'not-found', inARow });
  };

  /** Who deletes the next messages: with room for them, and with a role that was proven a moment ago. */
  const nextMember = async (size: number): Promise<Member> => {
    for (;;) {
      const member = await crew.next(size);
      if (broken !== null) throw broken.error;
      if (member === null) throw new Halt({ kind: 'no-executor' });
      if (clock.now() - member.provenAt <= PROOF_LASTS_MS) return member;
      await prove(member);
    }
  };

  const prove = async (member: Member): Promise<void> => {
    const found = await job.probe(member.officer);
    if (found.ok) member.provenAt = clock.now();
    else if (found.cause !== 'unreachable') await leave(member);
    else {
      outage.begin();
      await outage.over();
      halting.signal.throwIfAborted();
    }
  };

  const keepHeld = async (batch: readonly Candidate[]): Promise<readonly Candidate[]> => {
    const held = await job.keep(batch);
    if (held.size === 0) return batch;
    for (const candidate of batch) {
      const reason = held.get(candidate.message_id);
      if (reason !== undefined) await record(spared(candidate, 'held', { reason, at: nowIn(clock) }));
    }
    return batch.filter(({ message_id }) => !held.has(message_id));
  };

  const settle = async (): Promise<void> => {
    if (broken !== null || underWay.size >= MOST_WAITING) await drain();
    await lookAtRefusals();
    await lookAtMissing();
    await outage.over();
    await job.mayGoOn();
  };

  const beginNext = async (batch: readonly Candidate[]): Promise<void> => {
    await settle();
    const member = await nextMember(batch.length);
    const outages = outage.count();
    const due = await keepHeld(batch);
    const ids = due.map(({ message_id }) => message_id);
    if (ids.length > 0) await ledger.intend(ids, member.officer.id);
    halting.signal.throwIfAborted();
    for (const candidate of due) start(member, candidate, outages);
  };

  const begin = async (batch: readonly Candidate[]): Promise<void> => {
    try {
      await beginNext(batch);
    } catch (error) {
      fail(error);
      throw error;
    }
  };

  return {
    begin,
    drain: async () => {
      await drain();
      await lookAtRefusals();
      await lookAtMissing();
    },
    quiet,
  };
}

import type { Candidate, LedgerLine, PurgeRequest } from '../model.js';
import type { Deleter, Ledger } from '../ports.js';
import { createBreaker } from './breaker.js';
import { createCanary } from './canary.js';
import { checkCanary } from './canary-check.js';
import { createCrew, type Crew } from './crew.js';
import { noteRate } from './forecast.js';
import { Halt } from './halt.js';
import { createPace } from './progress.js';
import { batchesOf, createPump, type Pump, type PurgeJob } from './purge.js';
import { rehearse } from './rehearsing.js';
import { isSettled, lastOutcomes, type LastOutcomes } from './report.js';
import { createRunCard } from './run-card.js';
import { createRunWatch, type RunWatch } from './run-watch.js';
import type { Deletion, Work } from './work.js';

/** Deletes what remains of the frozen list, and shows how far it is. Rejects with a Halt where the run may not go on. */
export async function deleteRemaining(deletion: Deletion): Promise<void> {
  const ledger = await deletion.parts.files.openLedger(deletion.request.id);
  try {
    const work = await startWork(deletion, ledger);
    work.card.show('new');
    await goThrough(work).finally(() => work.card.settled());
  } finally {
    await ledger.close();
  }
}

async function goThrough(work: Work): Promise<void> {
  const { deleter, facts } = work.parts;
  if (deleter === null || work.request.rules.rehearsal) return rehearse(work);
  await deleteListed(work, deleter);
  await noteRate(facts, { ...work.pace.rate(), executors: work.executors.length });
}

async function startWork(deletion: Deletion, ledger: Ledger): Promise<Work> {
  const { parts, request, worker } = deletion;
  const outcomes = await lastOutcomes(parts.files.outcomes(request.id));
  const pace = createPace({ clock: parts.clock, total: request.summary?.messages ?? 0, outcomes });
  const canary = createCanary(request, request.rules.canarySize, outcomes);
  worker.pace = pace;
  const recorded = (line: LedgerLine): void => {
    outcomes.set(line.message_id, line);
    pace.count(line);
    canary.note(line);
  };
  const card = createRunCard(deletion, pace);
  return { ...deletion, ...frozenRun(request), outcomes, ledger, pace, card, canary, recorded };
}

function frozenRun({ id, digest, run }: PurgeRequest): Pick<Work, 'digest' | 'executors'> {
  if (digest === null || run === null) throw new Error(`${id} has no frozen list or no run`);
  return { digest, executors: run.executors };
}

/** First what nobody has tried yet, in the manifest's order; then what an officer who left did not do; then what failed before. */
async function deleteListed(work: Work, deleter: Deleter): Promise<void> {
  const failedBefore = unsettled(work.outcomes);
  const crew = newCrew(work);
  const watch = createRunWatch(work, crew);
  const pump = (share: boolean): Pump => createPump(jobFor(work, { deleter, crew, watch, share }));
  await pass(work, pump(true), ({ message_id }) => !work.outcomes.has(message_id));
  for (let seen = 0; watch.whoLeft().size > seen;) {
    seen = watch.whoLeft().size;
    await pass(work, pump(true), ({ message_id }) => isLeftOver(work.outcomes.get(message_id), watch.whoLeft()));
  }
  if (failedBefore.size > 0) await pass(work, pump(false), ({ message_id }) => failedBefore.has(message_id));
}

function unsettled(outcomes: LastOutcomes): ReadonlySet<string> {
  const lines = [...outcomes.values()].filter(({ outcome }) => !isSettled(outcome));
  return new Set(lines.map(({ message_id }) => message_id));
}

function isLeftOver(line: LedgerLine | undefined, left: ReadonlySet<string>): boolean {
  return line === undefined || (line.outcome === 'denied' && line.by !== null && left.has(line.by));
}

function newCrew({ executors, parts, worker }: Work): Crew {
  if (executors.length === 0) throw new Halt({ kind: 'no-executor' });
  return createCrew(executors, { signal: worker.controller.signal, nowMs: parts.clock.now() });
}

interface Means {
  readonly deleter: Deleter;
  readonly crew: Crew;
  readonly watch: RunWatch;
  readonly share: boolean;
}

function jobFor({ parts, ledger, worker, recorded }: Work, { deleter, crew, watch, share }: Means): PurgeJob {
  const { clock, random } = parts;
  const breaker = createBreaker({ share });
  const halting = worker.controller;
  return { ...watch, deleter, ledger, clock, random: () => random.fraction(), crew, breaker, halting, recorded };
}

async function pass(work: Work, pump: Pump, wanted: (candidate: Candidate) => boolean): Promise<void> {
  const { parts, request, digest, canary, pace, card } = work;
  const batches = batchesOf(parts.files.manifest(request.id, digest), wanted, () => canary.room());
  try {
    for await (const batch of batches) {
      if (canary.isOpen()) await pump.drain();
      // Asked only when something follows: after the last batch the verification of the whole run says the same.
      await checkCanary(work);
      await pump.begin(batch);
      if (pace.isTimeToShow()) card.show('in place');
    }
    await pump.drain();
  } finally {
    // The ledger is closed after this: whatever is under way is recorded first.
    await pump.quiet();
  }
}

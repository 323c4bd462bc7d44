import type { Asker, PersonId } from '../model.js';
import type { Crew } from './crew.js';
import { createHoldWatch } from './hold-watch.js';
import { createOutage } from './outage.js';
import type { PurgeJob } from './purge.js';
import { mayGoOn } from './run-gates.js';
import { waits, type Waiting } from './run-waits.js';
import { confirmedWithin, lookFor } from './verify.js';
import type { Work } from './work.js';

/** How long Webex's event log may take to tell where messages went that it does not have, ms. */
const EXPLANATION_PATIENCE_MS = 10_000;

/** What a run looks at besides its list. */
export interface RunWatch extends Pick<PurgeJob, 'outage' | 'probe' | 'mayGoOn' | 'keep' | 'explain' | 'left'> {
  /** Officers whose token stopped working in this run. */
  whoLeft(): ReadonlySet<PersonId>;
}

export function createRunWatch(work: Work, crew: Crew): RunWatch {
  const { parts, request, worker } = work;
  const { signal } = worker.controller;
  const gone = new Set<PersonId>();
  const probe = (officer: Asker) => parts.reader.probe(officer.id);
  const anybody = (): Asker => {
    const [member] = crew.members();
    if (member === undefined) throw new Error('nobody is left to ask Webex with');
    return member.officer;
  };

  let waiting: Waiting | null = null;
  const outage = createOutage({
    clock: parts.clock,
    probe: () => probe(anybody()),
    signal,
    began: async (since) => {
      waiting = await waits(work, { for: 'outage', until: null, since });
    },
    ended: async () => waiting?.over(),
  });

  const explain = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const look = lookFor(request, { ...parts, officer: anybody().id, signal });
    const wanted = new Set(ids);
    // Somebody else deleted them, perhaps long before the run began.
    const found = await confirmedWithin(
      { ...look, since: request.createdAt },
      { wanted, noted: wanted },
      EXPLANATION_PATIENCE_MS,
    );
    return new Set(found.keys());
  };

  const left = async ({ id, email }: Asker): Promise<void> => {
    gone.add(id);
    parts.log.warn('an executor left the run', { purge: request.id, officer: id });
    const details = { officer: id, email };
    await parts.audit.append({ type: 'purge.executor-left', actor: 'bot', purge: request.id, details });
  };

  return {
    outage,
    probe,
    mayGoOn: () => mayGoOn(work),
    keep: createHoldWatch({ ...parts, officer: () => anybody().id }).keep,
    explain,
    left,
    whoLeft: () => gone,
  };
}

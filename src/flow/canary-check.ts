import { Halt } from './halt.js';
import { confirmedWithin, lookFor } from './verify.js';
import type { Work } from './work.js';

/** How long the first deletions may take to show in Webex's event log, ms. */
const CANARY_PATIENCE_MS = 120_000;

/** The first deletions must be seen by Webex itself before the rest follows. */
export async function checkCanary({ parts, request, worker, executors, canary, pace }: Work): Promise<void> {
  const [executor] = executors;
  const wanted = canary.due();
  if (executor === undefined || wanted.size === 0) return;
  pace.enter('canary');
  const { signal } = worker.controller;
  const look = lookFor(request, { reader: parts.reader, clock: parts.clock, officer: executor.id, signal });
  const found = await confirmedWithin(look, { wanted, noted: wanted }, CANARY_PATIENCE_MS);
  const ids = [...wanted].filter((id) => !found.has(id));
  if (ids.length > 0) throw new Halt({ kind: 'canary', missing: ids.length, of: wanted.size, ids });
  canary.passed();
  pace.enter('purging');
}

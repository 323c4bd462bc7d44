import type { Candidate, LedgerLine, PersonId } from '../model.js';
import { Halt } from './halt.js';
import { createHoldWatch } from './hold-watch.js';
import { spared } from './ledger-line.js';
import { nowIn } from './now.js';
import { mayGoOn } from './run-gates.js';
import type { Work } from './work.js';

/**
 * Goes through the whole list without a way to delete: every message is on record as not attempted. What would halt a real
 * run halts it too, and what a hold would have kept is noted.
 */
export async function rehearse(work: Work): Promise<void> {
  const { parts, request, digest, outcomes, ledger, recorded } = work;
  const { keep } = createHoldWatch({ ...parts, officer: () => reader(work) });
  for await (const batch of parts.files.manifest(request.id, digest)) {
    await mayGoOn(work);
    const open = batch.filter(({ message_id }) => !outcomes.has(message_id));
    const held = await keep(open);
    const at = nowIn(parts.clock);
    const lines = open.map((candidate) => rehearsed(candidate, at, held.get(candidate.message_id)));
    await Promise.all(lines.map((line) => ledger.record(line)));
    lines.forEach(recorded);
  }
}

/** With whose token members are asked for. */
function reader({ executors: [executor] }: Work): PersonId {
  if (executor === undefined) throw new Halt({ kind: 'no-executor' });
  return executor.id;
}

function rehearsed(candidate: Candidate, at: string, hold: string | undefined): LedgerLine {
  const line = spared(candidate, 'not-attempted', { reason: 'rehearsal', at });
  return hold === undefined ? line : { ...line, hold };
}

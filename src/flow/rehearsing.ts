import { spared } from './ledger-line.js';
import { nowIn } from './now.js';
import { mayGoOn } from './run-gates.js';
import type { Work } from './work.js';

/** Goes through the whole list without a way to delete: every message is on record as not attempted. */
export async function rehearse(work: Work): Promise<void> {
  const { parts, request, digest, outcomes, ledger, recorded } = work;
  for await (const batch of parts.files.manifest(request.id, digest)) {
    await mayGoOn(work);
    const at = nowIn(parts.clock);
    const lines = batch
      .filter(({ message_id }) => !outcomes.has(message_id))
      .map((candidate) => spared(candidate, 'not-attempted', { reason: 'rehearsal', at }));
    await Promise.all(lines.map((line) => ledger.record(line)));
    lines.forEach(recorded);
  }
}

import type { RequestState } from '../model.js';
import type { PurgeFiles, RequestStore } from '../ports.js';
import { isSettled, lastOutcomes } from './report.js';

/** Approved lists that may still delete: what stands on them is theirs. */
const HOLDS_ITS_LIST: ReadonlySet<RequestState> = new Set<RequestState>(['approved', 'running', 'stopped']);

/** Ids of messages that another purge has on its approved list and has not settled yet. */
export async function manifestedElsewhere(
  { store, files }: { store: RequestStore; files: PurgeFiles },
  except: string,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const { id, state, digest } of await store.all()) {
    if (id === except || digest === null || !HOLDS_ITS_LIST.has(state)) continue;
    const outcomes = await lastOutcomes(files.outcomes(id));
    for await (const candidates of files.manifest(id, digest)) {
      for (const { message_id } of candidates) {
        const known = outcomes.get(message_id);
        if (known === undefined || !isSettled(known.outcome)) ids.add(message_id);
      }
    }
  }
  return ids;
}

import type { RequestState } from '../model.js';
import type { Found, PurgeFiles, RequestStore } from '../ports.js';
import { isSettled } from './report.js';

/** Approved lists that may still delete: what stands on them is theirs. */
const HOLDS_ITS_LIST: ReadonlySet<RequestState> = new Set<RequestState>(['approved', 'running', 'stopped']);

/** What other purges have on their approved lists, and what of it they have settled. */
export async function* listedElsewhere(
  { store, files }: { store: RequestStore; files: PurgeFiles },
  except: string,
): AsyncGenerator<readonly Found[]> {
  for (const { id, state, digest } of await store.all()) {
    if (id === except || digest === null || !HOLDS_ITS_LIST.has(state)) continue;
    const finding =
      (kind: 'listed' | 'settled') =>
      (messageId: string): Found => ({
        messageId,
        finding: { kind, purge: id },
      });
    for await (const candidates of files.manifest(id, digest)) {
      yield candidates.map(({ message_id }) => message_id).map(finding('listed'));
    }
    for await (const lines of files.outcomes(id)) {
      const settled = lines.filter(({ outcome }) => isSettled(outcome));
      yield settled.map(({ message_id }) => message_id).map(finding('settled'));
    }
  }
}

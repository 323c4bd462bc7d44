import type { LedgerLine, Outcome, RequestState } from '../model.js';
import type { Finding, Found, PurgeFiles, RequestStore } from '../ports.js';
import { isSettled } from './report.js';

/** Approved lists that may still delete: what stands on them is theirs. */
const HOLDS_ITS_LIST: ReadonlySet<RequestState> = new Set<RequestState>(['approved', 'running', 'stopped']);

const IS_GONE: ReadonlySet<Outcome> = new Set<Outcome>(['deleted', 'already-gone']);

/** What other purges have on their approved lists, and what of it they have settled. */
export async function* listedElsewhere(
  { store, files }: { store: RequestStore; files: PurgeFiles },
  except: string,
): AsyncGenerator<readonly Found[]> {
  for (const { id, state, digest } of await store.all()) {
    if (id === except || digest === null || !HOLDS_ITS_LIST.has(state)) continue;
    for await (const candidates of files.manifest(id, digest)) {
      yield candidates.map(({ message_id }) => ({ messageId: message_id, finding: { kind: 'listed', purge: id } }));
    }
    for await (const lines of files.outcomes(id)) {
      yield lines.filter(({ outcome }) => isSettled(outcome)).map((line) => settled(line, id));
    }
  }
}

/** What is gone is gone, also where Webex's `deleted` event of it does not show yet. */
function settled({ message_id, outcome }: LedgerLine, purge: string): Found {
  const finding: Finding = IS_GONE.has(outcome) ? { kind: 'deleted' } : { kind: 'settled', purge };
  return { messageId: message_id, finding };
}

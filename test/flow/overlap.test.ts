import { expect, it } from 'vitest';
import { listedElsewhere } from '../../src/flow/overlap.js';
import type { RequestState } from '../../src/model.js';
import { aCandidate, anOutcome, freeze } from '../contract/purge-files.js';
import { allOf, memoryPurgeFiles, memoryRequests } from '../support/memory.js';
import { aRequest } from '../support/requests.js';

it('tells what approved purges have on their lists, and what of it they have settled', async () => {
  const parts = await withList('stopped');
  const ledger = await parts.files.openLedger('p1');
  await ledger.record(anOutcome(1));
  await ledger.record(anOutcome(2, { outcome: 'held' }));
  await ledger.record(anOutcome(3, { outcome: 'failed' }));
  expect(await allOf(listedElsewhere(parts, 'p2'))).toEqual([
    ...[1, 2, 3].map((n) => ({ messageId: aCandidate(n).message_id, finding: { kind: 'listed', purge: 'p1' } })),
    { messageId: aCandidate(1).message_id, finding: { kind: 'deleted' } },
    { messageId: aCandidate(2).message_id, finding: { kind: 'settled', purge: 'p1' } },
  ]);
});

it.each<RequestState>(['awaiting', 'rejected', 'cancelled', 'completed', 'incomplete'])(
  'tells nothing of one that is %s',
  async (state) => {
    expect(await allOf(listedElsewhere(await withList(state), 'p2'))).toEqual([]);
  },
);

it('tells nothing of the purge that asks', async () => {
  expect(await allOf(listedElsewhere(await withList('running'), 'p1'))).toEqual([]);
});

/** The purge p1 with three messages on its list. */
async function withList(state: RequestState) {
  const [store, files] = [memoryRequests(), memoryPurgeFiles()];
  const { digest } = await freeze(
    files,
    [1, 2, 3].map((n) => aCandidate(n)),
    'p1',
  );
  await store.insert(aRequest({ id: 'p1', state, digest }));
  return { store, files };
}

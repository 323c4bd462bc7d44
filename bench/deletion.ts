import { createBreaker } from '../src/flow/breaker.js';
import { createCrew } from '../src/flow/crew.js';
import { createOutage } from '../src/flow/outage.js';
import { batchesOf, createPump } from '../src/flow/purge.js';
import { createPurgeFiles } from '../src/storage/purge-files.js';
import { officerSide, type OfficerSide } from './officer-side.js';
import type { BenchOrg } from './org.js';
import { atOnce, plainClient } from './plain-client.js';
import { BENCH_PURGE, type Scanned } from './scan.js';

/** So many deletions pass before we measure: connections stand and the lane has found its width. */
const WARM_UP = 2_000;
const RUNNER_DELETIONS = 12_000;
const SEQUENTIAL_DELETIONS = 100;
const CEILING_DELETIONS = 6_000;
const CEILING_WIDTH = 64;

/** Messages a second. */
export interface DeletionFigures {
  readonly ours: number;
  readonly sequential: number;
  readonly ceiling: number;
}

/** Deletes what the scan froze: the last messages by the plain clients, the others by the bot's runner, ledger and all. */
export async function measureDeletion(org: BenchOrg, scanned: Scanned): Promise<DeletionFigures> {
  const side = officerSide(org);
  const ids: string[] = [];
  for await (const batch of manifestOf(side, scanned)) ids.push(...batch.map(({ message_id }) => message_id));
  const spare = ids.slice(-CEILING_DELETIONS - SEQUENTIAL_DELETIONS);
  const client = plainClient(org);
  const oneByOne = spare.slice(0, SEQUENTIAL_DELETIONS);
  const sequential = oneByOne.length / (await atOnce(1, oneByOne, client.remove));
  const together = spare.slice(SEQUENTIAL_DELETIONS);
  const ceiling = together.length / (await atOnce(CEILING_WIDTH, together, client.remove));
  await client.close();
  const ours = await runnersRate(side, scanned, Math.min(RUNNER_DELETIONS, ids.length - spare.length));
  await side.close();
  return { ours, sequential, ceiling };
}

function manifestOf({ clock }: OfficerSide, { dataDir, digest }: Scanned) {
  return createPurgeFiles(dataDir, clock).manifest(BENCH_PURGE, digest);
}

async function runnersRate(side: OfficerSide, scanned: Scanned, most: number): Promise<number> {
  const ledger = await createPurgeFiles(scanned.dataDir, side.clock).openLedger(BENCH_PURGE);
  const halting = new AbortController();
  let done = 0;
  let warmAt = 0;
  const officer = { id: side.officer, email: 'officer@example.com', displayName: 'the officer' };
  const probe = () => side.reader.probe(officer.id);
  const nothing = () => Promise.resolve();
  const pump = createPump({
    deleter: side.deleter,
    ledger,
    clock: side.clock,
    random: Math.random,
    crew: createCrew([officer], { signal: halting.signal, nowMs: side.clock.now() }),
    breaker: createBreaker({ share: true }),
    outage: createOutage({ clock: side.clock, probe, signal: halting.signal, began: nothing, ended: nothing }),
    probe,
    halting,
    recorded: () => {
      done += 1;
      if (done === WARM_UP) warmAt = performance.now();
    },
    mayGoOn: nothing,
    keep: () => Promise.resolve(new Map()),
    explain: () => Promise.resolve(new Set()),
    left: nothing,
  });
  const batches = batchesOf(
    manifestOf(side, scanned),
    () => true,
    () => Infinity,
  );
  let begun = 0;
  for await (const batch of batches) {
    await pump.begin(batch);
    begun += batch.length;
    if (begun >= most) break;
  }
  await pump.drain();
  const seconds = (performance.now() - warmAt) / 1_000;
  await ledger.close();
  return (done - WARM_UP) / seconds;
}

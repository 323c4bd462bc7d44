import { randomBytes } from 'node:crypto';
import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createScanHolds } from '../src/flow/hold-scan.js';
import { scan } from '../src/flow/scan.js';
import type { MessageEvent } from '../src/model.js';
import type { EventReader, Frozen } from '../src/ports.js';
import { Secret } from '../src/secret.js';
import { createMemberCache } from '../src/storage/member-cache.js';
import { createPurgeFiles } from '../src/storage/purge-files.js';
import { officerSide, silentLog } from './officer-side.js';
import type { BenchOrg } from './org.js';
import { plainClient } from './plain-client.js';

export const BENCH_PURGE = 'bench';
const SEQUENTIAL_PAGES = 150;
const SEQUENTIAL_PAGE_SIZE = 100;
const CEILING_WIDTH = 64;
const MEMORY_LOOK_MS = 20;

export interface ScanFigures {
  readonly events: number;
  readonly candidates: number;
  /** From the first request for events to the last page of them. */
  readonly readingSeconds: number;
  /** Until the manifest is frozen. */
  readonly seconds: number;
  /** Most resident memory above what was used before, MB. */
  readonly peakMb: number;
}

export interface Scanned {
  readonly figures: ScanFigures;
  readonly digest: string;
  readonly dataDir: string;
  readonly clean: () => Promise<void>;
}

/** The bot's own scan, from the first request to the frozen manifest on disk. */
export async function measureScan(org: BenchOrg): Promise<Scanned> {
  const side = officerSide(org);
  const dataDir = await mkdtemp(join(tmpdir(), 'purge-bench-'));
  const reading = timed(side.reader);
  const memory = watchMemory();
  const begun = performance.now();
  const frozen = await scanAndFreeze(org, { ...side, reader: reading.reader }, dataDir);
  const seconds = (performance.now() - begun) / 1_000;
  const peakMb = memory.stop();
  await side.close();
  const clean = (): Promise<void> => rm(dataDir, { recursive: true, force: true });
  const read = { events: reading.events(), readingSeconds: reading.seconds() };
  return { figures: { ...read, candidates: frozen.count, seconds, peakMb }, digest: frozen.digest, dataDir, clean };
}

/** Signs what the bot remembers, as the production key would. */
function anyKey(): Secret {
  return new Secret('encryption key', randomBytes(32).toString('base64'));
}

async function scanAndFreeze(
  { span }: BenchOrg,
  { officer, reader, clock }: Pick<ReturnType<typeof officerSide>, 'officer' | 'reader' | 'clock'>,
  dataDir: string,
): Promise<Frozen> {
  const files = createPurgeFiles(dataDir, clock);
  const manifest = await files.newManifest(BENCH_PURGE);
  const gathering = await files.gather(BENCH_PURGE);
  const parts = {
    reader,
    members: createMemberCache({ dataDir, keys: [anyKey()], log: silentLog }),
    gathering,
    clock,
    signal: new AbortController().signal,
  };
  const filters = { persons: [], domains: [] };
  const order = {
    officer,
    span,
    filters,
    crossOrg: 'exclude',
    askMembers: true,
    passesBefore: span.from,
    holds: createScanHolds({ holds: [], changedAt: null }, []),
  } as const;
  await scan(parts, { ...order, elsewhere: nothing() }, (due) => manifest.add(due));
  await gathering.discard();
  return manifest.freeze();
}

async function* nothing(): AsyncGenerator<never> {
  // No other purge holds anything.
}

/** Notes when the first page is asked for and when the last one has come. */
function timed(reader: EventReader) {
  let [first, last, events] = [Infinity, 0, 0];
  const messageEvents: EventReader['messageEvents'] = (...asked) => watched(reader.messageEvents(...asked));
  async function* watched(pages: AsyncIterable<readonly MessageEvent[]>) {
    first = Math.min(first, performance.now());
    for await (const page of pages) {
      events += page.length;
      yield page;
    }
    last = performance.now();
  }
  return { reader: { ...reader, messageEvents }, seconds: () => (last - first) / 1_000, events: () => events };
}

function watchMemory() {
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), MEMORY_LOOK_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return (peak - idle) / 1_048_576;
    },
  };
}

/** Events a second, page of 100 after page of 100, as the ancestor reads. */
export async function measureSequentialScan(org: BenchOrg): Promise<number> {
  const client = plainClient(org);
  const begun = performance.now();
  let events = 0;
  let url: string | null = client.firstPage(org.span.from, org.span.to, SEQUENTIAL_PAGE_SIZE);
  for (let pages = 0; url !== null && pages < SEQUENTIAL_PAGES; pages += 1) {
    const page: { events: number; next: string | null } = await client.page(url);
    events += page.events;
    url = page.next;
  }
  await client.close();
  return (events * 1_000) / (performance.now() - begun);
}

/** Events a second of 64 readers of one slice each that parse every page and keep nothing. */
export async function measureScanCeiling(org: BenchOrg): Promise<number> {
  const client = plainClient(org);
  const [from, to] = [Date.parse(org.span.from), Date.parse(org.span.to)];
  const border = (i: number): string => new Date(from + ((to - from) * i) / CEILING_WIDTH).toISOString();
  const begun = performance.now();
  let events = 0;
  const readSlice = async (i: number): Promise<void> => {
    for (let url: string | null = client.firstPage(border(i), border(i + 1), 1_000); url !== null;) {
      const page: { events: number; next: string | null } = await client.page(url);
      events += page.events;
      url = page.next;
    }
  };
  await Promise.all(Array.from({ length: CEILING_WIDTH }, (_, i) => readSlice(i)));
  await client.close();
  return (events * 1_000) / (performance.now() - begun);
}

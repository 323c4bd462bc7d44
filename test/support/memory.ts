import { setMaxListeners } from 'node:events';
import { canonicalDigest, sha256 } from '../../src/canonical.js';
import type { AuditEntry, Candidate, Json, LedgerLine, PurgeRequest, ReportRow } from '../../src/model.js';
import type {
  Audit,
  Clock,
  Facts,
  PurgeFiles,
  RequestStore,
  StoredFile,
  Finding,
  Gathering,
  MemberCache,
  RoomMembers,
  SeenDeliveries,
} from '../../src/ports.js';
import { auditLine, BEFORE_FIRST, type AuditLine } from '../../src/storage/audit-line.js';

/** The ports that outlive the process, without a disk: for tests of the flow. The contract suites run on these too. */
export function memoryRequests(): RequestStore {
  const kept = new Map<string, PurgeRequest>();
  return {
    get: (id) => Promise.resolve(kept.get(id) ?? null),
    all: () => Promise.resolve([...kept.values()]),
    insert: (request) => {
      if (kept.has(request.id)) return Promise.reject(new Error(`request ${request.id} exists`));
      kept.set(request.id, request);
      return Promise.resolve();
    },
    replace: (next) => {
      if (kept.get(next.id)?.version !== next.version) return Promise.resolve(null);
      const stored = { ...next, version: next.version + 1 };
      kept.set(next.id, stored);
      return Promise.resolve(stored);
    },
    remove: ({ id, version }) => Promise.resolve(kept.get(id)?.version === version && kept.delete(id)),
  };
}

export function memoryFacts(): Facts {
  const kept = new Map<string, Json>();
  return {
    get: (name) => Promise.resolve(kept.get(name)),
    set: (name, value) => Promise.resolve(void kept.set(name, value)),
  };
}

/** `lines` is the chain as it would stand in the file; a thrown `fail(entry)` refuses the append. */
export function memoryAudit(
  clock: Pick<Clock, 'now'>,
  fail: (entry: AuditEntry) => void = () => undefined,
): Audit & { readonly lines: readonly AuditLine[] } {
  const lines: AuditLine[] = [];
  const head = (): { seq: number; hash: string } => lines.at(-1) ?? BEFORE_FIRST;
  return {
    lines,
    head: () => ({ seq: head().seq, hash: head().hash }),
    append: async (entry) => {
      await Promise.resolve();
      fail(entry);
      lines.push(auditLine(head(), new Date(clock.now()).toISOString(), entry));
      return { seq: head().seq, hash: head().hash };
    },
  };
}

interface MemoryPurge {
  manifest: readonly Candidate[];
  card: Json;
  readonly ledger: LedgerLine[];
  readonly intents: string[];
  report: readonly ReportRow[];
}

/** `purges` is what stands in each folder; `stop.file` plays the file STOP. Paths lead nowhere. */
export function memoryPurgeFiles(): PurgeFiles & {
  readonly purges: ReadonlyMap<string, MemoryPurge>;
  readonly stop: { file: boolean; freeBytes: number };
} {
  const purges = new Map<string, MemoryPurge>();
  const stop = { file: false, freeBytes: 1024 ** 4 };
  const of = (id: string): MemoryPurge => {
    const purge = purges.get(id) ?? { manifest: [], card: null, ledger: [], intents: [], report: [] };
    purges.set(id, purge);
    return purge;
  };
  const manifest = async function* (id: string, digest: string): AsyncGenerator<readonly Candidate[]> {
    await Promise.resolve();
    if (digestOf(of(id).manifest) !== digest) throw new Error(`the manifest of ${id} is another`);
    yield* batchesOf(of(id).manifest);
  };

  return {
    purges,
    stop,
    newManifest: (id) => {
      const kept = new Map<string, Candidate>();
      return Promise.resolve({
        add: (candidates) => {
          for (const one of candidates) kept.set(one.message_id, one);
          return Promise.resolve();
        },
        freeze: () => {
          of(id).manifest = [...kept.values()].sort(byCreatedThenId);
          return Promise.resolve({ digest: digestOf(of(id).manifest), count: kept.size });
        },
        discard: () => Promise.resolve(void purges.delete(id)),
      });
    },
    gather: () => Promise.resolve(memoryGathering()),
    manifest,
    keepCard: (id, card) => Promise.resolve(canonicalDigest((of(id).card = card))),
    openLedger: (id) =>
      Promise.resolve({
        intend: (ids) => Promise.resolve(void of(id).intents.push(...ids)),
        record: (line) => Promise.resolve(void of(id).ledger.push(line)),
        close: () => Promise.resolve(),
      }),
    outcomes: (id) => batchesOf(of(id).ledger),
    intended: (id) => batchesOf(of(id).intents),
    ledgerFile: (id) => Promise.resolve(asFile(id, 'ledger.ndjson', of(id).ledger)),
    writeReport: async (id, rows) => {
      of(id).report = await allOf(rows);
      return asFile(id, 'report.csv', of(id).report);
    },
    packReport: (id) =>
      Promise.resolve({
        note: 'attached',
        file: { path: `/nowhere/${id}/report.csv`, name: 'report.csv' },
        remove: () => Promise.resolve(),
      }),
    writeList: async (id, digest) => ({
      ...asFile(id, 'list.csv', await allOf(manifest(id, digest))),
      remove: () => Promise.resolve(),
    }),
    digests: (id) => {
      const purge = purges.get(id);
      if (purge === undefined) return Promise.resolve(null);
      const ledger = purge.ledger.length === 0 ? null : digestOf(purge.ledger);
      const report = purge.report.length === 0 ? null : digestOf(purge.report);
      const card = purge.card === null ? null : canonicalDigest(purge.card);
      return Promise.resolve({ digest: digestOf(purge.manifest), card, ledger, report });
    },
    remove: (id) => Promise.resolve(void purges.delete(id)),
    freeBytes: () => Promise.resolve(stop.freeBytes),
    stopFileStands: () => Promise.resolve(stop.file),
  };
}

export function memoryGathering(): Gathering {
  const kept = new Map<string, Map<string, Finding>>();
  return {
    add: (found) => {
      for (const { messageId, finding } of found) {
        const findings = kept.get(messageId) ?? new Map<string, Finding>();
        kept.set(messageId, findings.set(JSON.stringify(finding), finding));
      }
      return Promise.resolve();
    },
    byMessage: () =>
      batchesOf([...kept].map(([messageId, findings]) => ({ messageId, findings: sortedValues(findings) }))),
    discard: () => {
      kept.clear();
      return Promise.resolve();
    },
  };
}

function sortedValues<T>(map: ReadonlyMap<string, T>): readonly T[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

export function memoryMembers(): MemberCache {
  const kept: RoomMembers[] = [];
  return {
    all: () => batchesOf(kept),
    add: (rooms) => Promise.resolve(void kept.push(...rooms)),
  };
}

/** For ever. */
export function memorySeen(): SeenDeliveries {
  const seen = new Set<string>();
  return { first: (id) => Promise.resolve(!seen.has(id) && seen.add(id).has(id)) };
}

function byCreatedThenId(a: Candidate, b: Candidate): number {
  return Date.parse(a.created) - Date.parse(b.created) || (a.message_id < b.message_id ? -1 : 1);
}

function digestOf(value: unknown): string {
  return sha256(JSON.stringify(value));
}

function asFile(id: string, name: string, content: unknown): StoredFile {
  const text = JSON.stringify(content);
  return { path: `/nowhere/${id}/${name}`, bytes: text.length, sha256: sha256(text) };
}

/** Batches of two, so that nobody counts on getting all at once. */
async function* batchesOf<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  await Promise.resolve();
  for (let i = 0; i < items.length; i += 2) yield items.slice(i, i + 2);
}

/** Everything that comes in batches, as one list. */
export async function allOf<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

export interface ManualClock extends Clock {
  /** Moves time on and wakes whoever waited for it. */
  advance(ms: number): void;
  /** How many wait now. */
  waiting(): number;
}

export function manualClock(start = '2026-11-24T12:00:00.000Z'): ManualClock {
  let now = Date.parse(start);
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => now,
    skewMs: () => 0,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const abort = (): void => {
          if (sleepers.delete(sleeper)) reject(signal?.reason as Error);
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper = { until: now + ms, wake };
        sleepers.add(sleeper);
        if (signal !== undefined) setMaxListeners(0, signal);
        signal?.addEventListener('abort', abort);
      }),
    advance: (ms) => {
      now += ms;
      for (const sleeper of sleepers) {
        if (sleeper.until <= now && sleepers.delete(sleeper)) sleeper.wake();
      }
    },
    waiting: () => sleepers.size,
  };
}

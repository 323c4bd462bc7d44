import type { Candidate, PersonId, PurgeRequest, Summary } from '../model.js';
import { notedRate } from './forecast.js';
import { createScanHolds, REMOVED_SHOWN_MS, type ScanHolds } from './hold-scan.js';
import { listedElsewhere } from './overlap.js';
import type { Parts } from './parts.js';
import { scan, type ScanOrder, type ScanParts } from './scan.js';
import { showScan } from './scan-progress.js';
import { passesBefore, passingUntil, sumUp } from './summing-up.js';
import { clearedGround } from './watermark.js';

export interface Scanning {
  readonly request: PurgeRequest;
  /** With whose token it reads. */
  readonly reader: PersonId;
  readonly signal: AbortSignal;
}

/** Scans for what a request is about, and weighs what was found. Due messages are handed on as they come. */
export async function scanFor(
  parts: Parts,
  { request, reader, signal }: Scanning,
  keep: (due: readonly Candidate[]) => Promise<void>,
): Promise<Summary> {
  const { clock, ages, store, facts, executeAs } = parts;
  const ground = clearedGround(await store.all(), request.rules);
  const until = passingUntil(request.rules, clock.now());
  const gathering = await parts.files.gather(request.id);
  const watch = showScan(parts, request);
  try {
    const holds = await holdsFor(parts, reader);
    const order = { ...orderFor(parts, request), officer: reader, holds, passesBefore: passesBefore(until, ages) };
    const scanned = await scan({ ...parts, gathering, signal, watch } satisfies ScanParts, order, keep);
    const [requests, rate] = [await store.all(), await notedRate(facts)];
    const executors = executeAs === 'approvers' ? request.rules.approvalsRequired : 1;
    return sumUp(scanned, request, { requests, ages, ground, rate, executors, until, nowMs: clock.now() });
  } finally {
    await watch.stop();
    await gathering.discard();
  }
}

/** Read again where it changed; where it cannot be relied on, nothing is scanned. */
async function holdsFor({ holds, clock }: Parts, officer: PersonId): Promise<ScanHolds> {
  const list = await holds.current({ officer, afresh: true });
  return createScanHolds(list, await holds.removedSince(new Date(clock.now() - REMOVED_SHOWN_MS).toISOString()));
}

function orderFor(parts: Parts, request: PurgeRequest): Omit<ScanOrder, 'officer' | 'passesBefore' | 'holds'> {
  const { id, kind, span, filters, rules } = request;
  return {
    span,
    filters,
    crossOrg: rules.crossOrg,
    askMembers: kind === 'purge',
    elsewhere: listedElsewhere(parts, id),
  };
}

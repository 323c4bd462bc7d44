import type { PurgeRequest, RequestState } from '../model.js';
import { nowIn } from './now.js';
import type { Parts } from './parts.js';

/** How often is looked for files that have grown old, ms. */
const LOOK_EVERY_MS = 3_600_000;

/** Nothing happens to these any more. One that ended incomplete can still be resumed. */
const FINAL: ReadonlySet<RequestState> = new Set<RequestState>([
  'rejected',
  'expired',
  'withdrawn',
  'cancelled',
  'completed',
  'over-limit',
]);

/** Removes the files of purges that ended longer than KEEP_PURGES ago. The audit, and what the state says of them, stay. */
export interface Housekeeping {
  tick(requests: readonly PurgeRequest[]): Promise<void>;
}

export function createHousekeeping(parts: Parts): Housekeeping {
  const { clock, keepPurgesMs } = parts;
  let lookAt = 0;
  return {
    tick: async (requests) => {
      if (keepPurgesMs === null || clock.now() < lookAt) return;
      lookAt = clock.now() + Math.min(LOOK_EVERY_MS, keepPurgesMs);
      for (const request of outlived(requests, clock.now() - keepPurgesMs)) await removeFiles(parts, request);
    },
  };
}

/** Ended before `beforeMs` (epoch), with files that are still kept. Pure. */
export function outlived(requests: readonly PurgeRequest[], beforeMs: number): readonly PurgeRequest[] {
  return requests.filter(
    (request) =>
      FINAL.has(request.state) &&
      request.digest !== null &&
      request.filesRemovedAt === undefined &&
      request.report?.posted !== false &&
      Date.parse(endOf(request)) < beforeMs,
  );
}

function endOf({ ending, run, createdAt }: PurgeRequest): string {
  const ends = [createdAt, ending?.at, run?.finishedAt].filter((at): at is string => typeof at === 'string');
  return ends.reduce((a, b) => (a > b ? a : b));
}

/** On record with the digests first: without that line a missing file counts as a fault. A crash in between repeats it. */
async function removeFiles({ files, audit, store, clock, log }: Parts, request: PurgeRequest): Promise<void> {
  const { id } = request;
  const digests = await files.digests(id);
  if (digests !== null) {
    await audit.append({ type: 'purge.removed', actor: 'bot', purge: id, details: { ...digests } });
    await files.remove(id);
    log.info('purge.removed', { purge: id });
  }
  const stored = await store.replace({ ...request, filesRemovedAt: nowIn(clock) });
  if (stored === null) log.warn('the removal of files could not be noted', { purge: id });
}

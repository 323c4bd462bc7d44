import type { PurgeRequest } from '../model.js';
import { nowIn } from './now.js';
import { endOf, FINAL, forgettable, pared, rememberedInFull, REMEMBERED_MS } from './old-requests.js';
import type { Parts } from './parts.js';

/** How often is looked for what has grown old, ms. */
const LOOK_EVERY_MS = 3_600_000;

/**
 * Removes the files of purges that ended longer than KEEP_PURGES ago, forgets old scans that came to nothing, and keeps of
 * other old requests what may still be asked for. The audit stays whole.
 */
export interface Housekeeping {
  tick(requests: readonly PurgeRequest[]): Promise<void>;
}

export function createHousekeeping(parts: Parts): Housekeeping {
  const { clock, keepPurgesMs } = parts;
  let lookAt = 0;
  return {
    tick: async (requests) => {
      const now = clock.now();
      if (now < lookAt) return;
      lookAt = now + Math.min(LOOK_EVERY_MS, keepPurgesMs ?? LOOK_EVERY_MS);
      const filesGo = keepPurgesMs === null ? [] : outlived(requests, now - keepPurgesMs);
      for (const request of filesGo) await removeFiles(parts, request);
      for (const request of forgettable(requests, now - REMEMBERED_MS)) await forget(parts, request);
      const tooLong = rememberedInFull(requests, now - REMEMBERED_MS).filter((request) => !filesGo.includes(request));
      for (const request of tooLong) await parts.store.replace(pared(request));
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

async function forget({ audit, store }: Parts, request: PurgeRequest): Promise<void> {
  const { id, kind, state, createdAt } = request;
  await audit.append({ type: 'request.forgotten', actor: 'bot', purge: id, details: { kind, state, createdAt } });
  await store.remove(request);
}

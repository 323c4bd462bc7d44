import type { Refusal } from '../model.js';
import type { PurgeFiles } from '../ports.js';

/** Below this even a small purge may not end: list, ledger and report take some 2 KB a message, and audit and state grow too. */
export const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** Refuses a scan that could fill the disk; null where there is room. */
export async function noRoom(files: Pick<PurgeFiles, 'freeBytes'>): Promise<Refusal | null> {
  const freeBytes = await files.freeBytes();
  return freeBytes < LEAST_FREE_BYTES ? { reason: 'disk-full', freeBytes, neededBytes: LEAST_FREE_BYTES } : null;
}

import { canonicalDigest } from '../canonical.js';
import type { AuditRecord, OwnPost } from '../model.js';
import type { AuditPast } from '../ports.js';
import { shortHash } from '../printed-head.js';

/**
 * The posts whose head our audit does not hold: it ends before, or has another line in that place. A head is on disk before
 * it is posted, so no crash explains that. Reads the audit only where there is something to look up.
 */
export async function foreignHeads(past: AuditPast, posts: readonly OwnPost[]): Promise<readonly OwnPost[]> {
  if (posts.length === 0) return [];
  const wanted = new Set(posts.map(({ shows }) => shows.seq));
  const ours = new Map<number, string>();
  for await (const records of past.records()) {
    for (const record of records) {
      if (wanted.has(record.seq) && isWhole(record)) ours.set(record.seq, shortHash(record.hash));
    }
  }
  return posts.filter(({ shows }) => ours.get(shows.seq) !== shows.hash);
}

/** A line that was written over keeps its old hash easily: it must be that of what the line says. */
function isWhole({ hash, ...said }: AuditRecord): boolean {
  return canonicalDigest(said) === hash;
}

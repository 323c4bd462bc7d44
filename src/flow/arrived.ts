import { canonicalDigest } from '../canonical.js';
import type { AuditRecord, OwnPost, PostedCard, PurgeRequest } from '../model.js';
import type { AuditPast, Inbox, Log } from '../ports.js';
import { shortHash } from '../printed-head.js';
import { asAnyOfficer, postsSince, type LookingParts } from './own-posts.js';

export interface ArrivalParts extends LookingParts {
  readonly past: AuditPast;
  readonly inbox: Pick<Inbox, 'fetchMessage'>;
  readonly adminRoomId: string;
  readonly log: Log;
}

/**
 * Whether the report that a crash or a lost answer cut off from its record stands in the space: a report of this purge that
 * shows a head since the purge finished last. False too where Webex cannot be asked.
 */
export async function reportArrived(parts: ArrivalParts, { id }: PurgeRequest): Promise<boolean> {
  const finished = (await lastRecords(parts.past, id)).get('purge.finished');
  if (finished === undefined) return false;
  const posts = await postsOf(parts, { post: 'report', purge: id }, finished);
  return posts.some(({ shows }) => shows.seq >= finished.seq);
}

/**
 * The approval card whose posting was cut off, where it stands in the space: its text shows the head that the list was frozen
 * with, and the card itself, fetched again, is to the byte the one on record.
 */
export async function cardArrived(parts: ArrivalParts, { id }: PurgeRequest): Promise<PostedCard | null> {
  const records = await lastRecords(parts.past, id);
  const [frozen, digest] = [records.get('purge.frozen'), records.get('card.rendered')?.details['card']];
  if (frozen === undefined || typeof digest !== 'string') return null;
  for (const { messageId, shows } of await postsOf(parts, { post: 'card', purge: id }, frozen)) {
    const isThatHead = shows.seq === frozen.seq && shows.hash === shortHash(frozen.hash);
    if (isThatHead && (await digestOf(parts, messageId)) === digest) {
      return { messageId, digest, edits: 0, face: 'approval' };
    }
  }
  return null;
}

/** What the audit said last of each kind about this purge. */
export async function lastRecords(past: AuditPast, id: string): Promise<ReadonlyMap<string, AuditRecord>> {
  const found = new Map<string, AuditRecord>();
  for await (const records of past.records()) {
    for (const record of records) if (record.purge === id) found.set(record.type, record);
  }
  return found;
}

/** Posting again is no harm, so whoever cannot be asked holds nothing up. */
async function postsOf(
  parts: ArrivalParts,
  { post, purge }: NonNullable<OwnPost['shows']['of']>,
  { at }: AuditRecord,
): Promise<readonly OwnPost[]> {
  try {
    const looked = await asAnyOfficer(parts, (officer) => postsSince(parts, officer, Date.parse(at)));
    const posts = looked?.answer ?? [];
    return posts.filter(({ shows }) => shows.of?.post === post && shows.of.purge === purge);
  } catch (error) {
    parts.log.warn('whether a post arrived could not be seen', { purge, post, error });
    return [];
  }
}

async function digestOf({ inbox, adminRoomId }: ArrivalParts, messageId: string): Promise<string | null> {
  const message = await inbox.fetchMessage(messageId);
  if (message === null || message.card === null || message.roomId !== adminRoomId) return null;
  return canonicalDigest(message.card);
}

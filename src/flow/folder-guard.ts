import type { Asker, AuditEntry, Json, OwnPost, PersonId } from '../model.js';
import type { Audit, AuditPast, Facts } from '../ports.js';
import { createExclusive } from './exclusive.js';
import { foreignHeads } from './foreign-heads.js';
import { keepLooks, readLooks } from './looks.js';
import { nowIn } from './now.js';
import { asAnyOfficer, postsSince, type LookingParts } from './own-posts.js';

/** A post may show in Webex's event log so much later than it was made, ms; Webex gives no figure. */
const LATE_EVENTS_MS = 10 * 60_000;
/** Without Pro Pack Webex keeps events for 90 days. */
const REACH_MS = 89 * 86_400_000;

export interface GuardParts extends LookingParts {
  readonly facts: Facts;
  readonly audit: Audit;
  readonly past: AuditPast;
}

/**
 * Stands against a data folder that is older than what the bot has done: a back-up put back whole, a cut audit. Such a folder
 * is sound in itself; only what Webex keeps of our posts tells that steps are missing from it.
 */
export interface FolderGuard {
  /** The newest post that our audit does not know, until an officer accepts the folder; null where all is well so far. */
  behind(): Promise<OwnPost | null>;
  /**
   * Looks at Webex now, with this officer's token. Rejects where Webex cannot be asked.
   * @param since look back at least so far, for what must not have been decided otherwise since.
   */
  look(officer: PersonId, since?: string): Promise<OwnPost | null>;
  /** Once a process, as soon as an officer is signed in. Rejects where none of those can ask. */
  firstLook(): Promise<void>;
  /** Goes on with this folder as it is. Answers the newest post that it lacked. */
  accept(by: Asker): Promise<OwnPost | null>;
  /** What the space has not been told yet. */
  untold(): Promise<OwnPost | null>;
  told(): Promise<void>;
}

export function createFolderGuard(parts: GuardParts): FolderGuard {
  const { facts, audit, past, clock } = parts;
  const exclusive = createExclusive();
  let looked = false;

  const alone = <T>(task: () => Promise<T>): Promise<T> => exclusive('a look', task);

  const unknownPosts = async (officer: PersonId, since: string | undefined): Promise<readonly OwnPost[]> => {
    const { until, accepted } = await readLooks(facts);
    const begin = await beginningOf(past, { until, nowMs: clock.now() });
    const from = Math.min(begin, since === undefined ? Infinity : Date.parse(since));
    const posts = await postsSince(parts, officer, Math.max(from, clock.now() - REACH_MS));
    return foreignHeads(
      past,
      posts.filter(({ postedAt }) => accepted === null || postedAt > accepted),
    );
  };

  const look = async (officer: PersonId, since?: string): Promise<OwnPost | null> => {
    const now = nowIn(clock);
    const unknown = await unknownPosts(officer, since);
    looked = true;
    const before = await readLooks(facts);
    if (before.behind !== null) return before.behind;
    const newest = newestOf(unknown);
    if (newest === null) await keepLooks(facts, { ...before, until: now });
    else {
      await audit.append(entry('folder.behind', 'bot', { ...detailsOf(newest), posts: unknown.length }));
      await keepLooks(facts, { ...before, behind: newest, told: false });
    }
    return newest;
  };

  const accept = async (by: Asker): Promise<OwnPost | null> => {
    const now = nowIn(clock);
    const unknown = await unknownPosts(by.id, undefined);
    const newest = newestOf(unknown) ?? (await readLooks(facts)).behind;
    const until = newest === null || newest.postedAt < now ? now : newest.postedAt;
    const lacked = newest === null ? {} : detailsOf(newest);
    await audit.append(entry('folder.accepted', by.id, { ...lacked, posts: unknown.length, until, email: by.email }));
    await keepLooks(facts, { until, accepted: until, behind: null, told: true });
    return newest;
  };

  return {
    behind: async () => (await readLooks(facts)).behind,
    look: (officer, since) => alone(() => look(officer, since)),
    firstLook: async () => {
      if (!looked) await asAnyOfficer(parts, (officer) => alone(() => look(officer)));
    },
    accept: (by) => alone(() => accept(by)),
    untold: async () => {
      const { behind, told } = await readLooks(facts);
      return told ? null : behind;
    },
    told: () => alone(async () => keepLooks(facts, { ...(await readLooks(facts)), told: true })),
  };
}

/**
 * From when on posts count: the last look, or the first line of this audit. What was posted before that belongs to an earlier
 * life of the bot, whose folder is gone.
 */
async function beginningOf(
  past: AuditPast,
  { until, nowMs }: { until: string | null; nowMs: number },
): Promise<number> {
  const first = await firstAt(past);
  const begin = first === null ? nowMs : Date.parse(first);
  return until === null ? begin : Math.max(begin, Date.parse(until) - LATE_EVENTS_MS);
}

async function firstAt(past: AuditPast): Promise<string | null> {
  for await (const [first] of past.records()) return first?.at ?? null;
  return null;
}

function newestOf(posts: readonly OwnPost[]): OwnPost | null {
  return posts.reduce<OwnPost | null>(
    (newest, post) => (newest === null || post.postedAt > newest.postedAt ? post : newest),
    null,
  );
}

function detailsOf({ messageId, postedAt, shows }: OwnPost): Record<string, Json> {
  return { seq: shows.seq, hash: shows.hash, postedAt, message: messageId };
}

function entry(type: string, actor: string, details: Record<string, Json>): AuditEntry {
  return { type, actor, purge: null, details };
}

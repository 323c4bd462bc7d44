import type { AuditHead, OwnPost, PrintedHead } from '../../src/model.js';
import type { OwnPosts } from '../../src/ports.js';
import { shortHash } from '../../src/printed-head.js';

/** What Webex keeps of the bot's posts, without a Webex. `asked` are the officer and the beginning of each look. */
export function memoryOwnPosts(): OwnPosts & {
  readonly posts: OwnPost[];
  readonly asked: { readonly officer: string; readonly from: string }[];
  failure: Error | null;
} {
  const world = {
    posts: [] as OwnPost[],
    asked: [] as { officer: string; from: string }[],
    failure: null as Error | null,
    showingHeads: async function* (officer: string, { from, to }: { from: string; to: string }) {
      await Promise.resolve();
      world.asked.push({ officer, from });
      if (world.failure !== null) throw world.failure;
      yield [];
      yield world.posts.filter(({ postedAt }) => postedAt >= from && postedAt <= to);
    },
  };
  return world;
}

export function aPost(postedAt: string, { seq, hash }: AuditHead, of: PrintedHead['of'] = null): OwnPost {
  return { messageId: `post-${String(seq)}-${postedAt}`, postedAt, shows: { seq, hash: shortHash(hash), of } };
}

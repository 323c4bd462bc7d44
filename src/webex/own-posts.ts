import type { OwnPost, PersonId } from '../model.js';
import type { OwnPosts } from '../ports.js';
import { readSeenPost, type SeenPost } from './answers.js';
import { messageEventsAs, type EventsParts } from './message-events.js';

export interface OwnPostsParts extends EventsParts {
  readonly botId: PersonId;
  /** The admin space. Posts elsewhere show no heads, and none is believed there. */
  readonly roomId: string;
}

/**
 * The bot's own posts, from the compliance events: a bot cannot list what it wrote in a group space, but an officer can ask
 * for the `messages` events of one `actorId` (Webex's Events reference), whose data holds the text as it was first posted.
 */
export function createOwnPosts({ botId, roomId, ...parts }: OwnPostsParts): OwnPosts {
  const isOurs = (post: SeenPost): boolean => post.actorId === botId && post.roomId === roomId;
  return {
    showingHeads: async function* (officer, span, signal) {
      const asked = { officer, type: 'created', actorId: botId, read: readSeenPost, reading: { signal } } as const;
      for await (const posts of messageEventsAs(parts, asked, span)) yield posts.filter(isOurs).flatMap(asOwnPost);
    },
  };
}

function asOwnPost({ messageId, created, shows }: SeenPost): readonly OwnPost[] {
  return shows === null ? [] : [{ messageId, postedAt: created, shows }];
}

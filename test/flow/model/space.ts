import { RefusedError, UnreachableError } from '../../../src/errors.js';
import type {
  AuditHead,
  IncomingAction,
  Json,
  Notice,
  OwnPost,
  PersonId,
  PrintedHead,
  PurgeRequest,
} from '../../../src/model.js';
import type { Chat, Inbox, OwnPosts, Rendered } from '../../../src/ports.js';
import { shortHash } from '../../../src/printed-head.js';
import { personOf } from './org.js';
import type { Turns } from './turns.js';

export const ROOM = 'room-admin';

/** What the bot said, as it stands in the space now. */
export interface Post {
  readonly id: string;
  notice: Notice;
  edits: number;
  removed: boolean;
  /** What Webex's event log keeps of it: as it was when it was posted. */
  readonly kept: OwnPost | null;
}

/** The admin space. It outlives every process of the bot. */
export interface FakeSpace {
  readonly posts: readonly Post[];
  /** So many of the next things that the bot says fail; so many did. */
  readonly trouble: { failing: number; failed: number };
  /** How often the bot said or changed something. */
  activity(): number;
  /** The request as this card shows it; null where it is no card. */
  shownOn(messageId: string): PurgeRequest | null;
  /** Somebody sends these inputs from a card; answers the action's id. */
  act(action: Omit<IncomingAction, 'id'>): string;
  /** For one process of the bot. */
  botsSide(turns: Turns): { readonly chat: Chat; readonly inbox: Inbox; readonly ownPosts: OwnPosts };
}

export function createSpace(now: () => number): FakeSpace {
  const posts: Post[] = [];
  const actions = new Map<string, IncomingAction>();
  const trouble = { failing: 0, failed: 0 };
  let activity = 0;

  const failIfInTrouble = (): void => {
    if (trouble.failing === 0) return;
    trouble.failing -= 1;
    trouble.failed += 1;
    throw new UnreachableError('The space cannot be told.', { status: 503 });
  };
  const say = (notice: Notice): string => {
    failIfInTrouble();
    activity += 1;
    const id = `message-${posts.length + 1}`;
    const postedAt = new Date(now()).toISOString();
    const shows = headIn(notice);
    const kept = shows === null ? null : { messageId: id, postedAt, shows };
    posts.push({ id, notice, edits: 0, removed: false, kept });
    return id;
  };
  const edit = (messageId: string, notice: Notice): boolean => {
    failIfInTrouble();
    const post = posts.find(({ id, removed }) => id === messageId && !removed);
    if (post === undefined || post.edits === 10) return false;
    activity += 1;
    Object.assign(post, { notice, edits: post.edits + 1 });
    return true;
  };
  const remove = (messageId: string): void => {
    failIfInTrouble();
    for (const post of posts) if (post.id === messageId) post.removed = true;
  };
  const fetchAction = (id: string): IncomingAction => {
    const action = actions.get(id);
    if (action !== undefined) return action;
    throw new RefusedError('Webex does not know this action.', { status: 404, trackingId: null, hint: '' });
  };

  const fetchMessage = (id: string): { card: Json | null; roomId: string } | null => {
    const post = posts.find((one) => one.id === id && !one.removed);
    return post === undefined ? null : { card: render(post.notice).card, roomId: ROOM };
  };

  return {
    posts,
    trouble,
    activity: () => activity,
    shownOn: (messageId) => {
      const notice = posts.find(({ id }) => id === messageId)?.notice;
      return notice?.kind === 'card' ? notice.card.request : null;
    },
    act: (action) => {
      const id = `action-${actions.size + 1}`;
      actions.set(id, { ...action, id });
      return id;
    },
    botsSide: (turns) => ({
      chat: {
        render,
        post: (message) => turns.take('post', () => say(noticeIn(message))),
        edit: (id, message) => turns.take('edit', () => edit(id, noticeIn(message))),
        remove: (id) => turns.take('remove', () => remove(id)),
        attach: (message) => turns.take('attach', () => say(noticeIn(message))),
        direct: (_personId, message) => turns.take('direct', () => say(noticeIn(message))),
        elsewhere: () => turns.take('elsewhere', () => undefined),
      },
      inbox: {
        subscribe: () => undefined,
        fetchAction: (id) => turns.take('fetch action', () => fetchAction(id)),
        fetchMessage: (id) => turns.take('fetch message', () => fetchMessage(id)),
        fetchSaid: () => Promise.resolve(null),
        person: (id: PersonId) => turns.take('person', () => personOf(id)),
        members: () => Promise.resolve([]),
      },
      ownPosts: {
        showingHeads: async function* (_officer, { from, to }) {
          const kept = await turns.take('own posts', () => posts.flatMap((post) => post.kept ?? []));
          yield kept.filter(({ postedAt }) => postedAt >= from && postedAt <= to);
        },
      },
    }),
  };
}

/** Approval cards and reports show the audit's head, and what they are. */
function headIn(notice: Notice): PrintedHead | null {
  if (notice.kind === 'report') return printed(notice.head, { post: 'report', purge: notice.request.id });
  if (notice.kind !== 'card' || notice.card.face !== 'approval') return null;
  return printed(notice.card.head, { post: 'card', purge: notice.card.request.id });
}

function printed({ seq, hash }: AuditHead, of: PrintedHead['of']): PrintedHead {
  return { seq, hash: shortHash(hash), of };
}

const notices = new WeakMap<Rendered, Notice>();

/** Nothing is worded here: the notice itself travels with what would be its words. */
function render(notice: Notice): Rendered {
  const card = notice.kind === 'card' ? (JSON.parse(JSON.stringify(notice.card)) as { [key: string]: Json }) : null;
  const rendered = { markdown: notice.kind, card };
  notices.set(rendered, notice);
  return rendered;
}

function noticeIn(message: Rendered): Notice {
  const notice = notices.get(message);
  if (notice === undefined) throw new Error('this was not rendered here');
  return notice;
}

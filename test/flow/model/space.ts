import { RefusedError, UnreachableError } from '../../../src/errors.js';
import type { IncomingAction, Json, Notice, PersonId } from '../../../src/model.js';
import type { Chat, Inbox, Rendered } from '../../../src/ports.js';
import { personOf } from './org.js';
import type { Turns } from './turns.js';

export const ROOM = 'room-admin';

/** What the bot said, as it stands in the space now. */
export interface Post {
  readonly id: string;
  notice: Notice;
  edits: number;
  removed: boolean;
}

/** The admin space. It outlives every process of the bot. */
export interface FakeSpace {
  readonly posts: readonly Post[];
  /** So many of the next things that the bot says fail; so many did. */
  readonly trouble: { failing: number; failed: number };
  /** How often the bot said or changed something. */
  activity(): number;
  /** Somebody sends these inputs from a card; answers the action's id. */
  act(action: Omit<IncomingAction, 'id'>): string;
  /** For one process of the bot. */
  botsSide(turns: Turns): { readonly chat: Chat; readonly inbox: Inbox };
}

export function createSpace(): FakeSpace {
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
    posts.push({ id, notice, edits: 0, removed: false });
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

  return {
    posts,
    trouble,
    activity: () => activity,
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
        fetchMessage: () => Promise.resolve(null),
        person: (id: PersonId) => turns.take('person', () => personOf(id)),
      },
    }),
  };
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

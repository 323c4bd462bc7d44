import type { MessageView } from '../space-view.js';
import { drawMessage, type Click, type DrawnMessage } from './draw-message.js';

interface Standing extends DrawnMessage {
  /** The message as it was when drawn. */
  readonly form: string;
}

export interface MessageList {
  /** Draws only what changed, so that nobody loses what they are typing. True when messages were added. */
  draw(messages: readonly MessageView[]): boolean;
  /** Draws everything anew at the next look, as after a change of the colour scheme. */
  forget(): void;
  /** Takes everything away, and with it what was typed into the cards. */
  clear(): void;
}

export function messageList(list: HTMLElement, click: Click): MessageList {
  const standing = new Map<string, Standing>();
  let stale = false;

  const place = (message: MessageView, position: number): boolean => {
    const form = JSON.stringify(message);
    const before = standing.get(message.id);
    if (before?.form === form && !stale) return false;
    const drawn = drawMessage(message, click, before);
    if (before === undefined) list.insertBefore(drawn.item, list.children[position] ?? null);
    else replace(before.item, drawn.item);
    standing.set(message.id, { ...drawn, form });
    return before === undefined;
  };

  return {
    draw: (messages) => {
      const wanted = new Set(messages.map(({ id }) => id));
      for (const [id, { item }] of standing) if (!wanted.has(id)) item.remove();
      for (const id of standing.keys()) if (!wanted.has(id)) standing.delete(id);
      const added = threaded(messages).map(place);
      stale = false;
      return added.includes(true);
    },
    forget: () => {
      stale = true;
    },
    clear: () => {
      standing.clear();
      list.replaceChildren();
    },
  };
}

/** Answers stand under the message they answer. */
function threaded(messages: readonly MessageView[]): readonly MessageView[] {
  const ids = new Set(messages.map(({ id }) => id));
  const roots = messages.filter(({ parentId }) => parentId === null || !ids.has(parentId));
  return roots.flatMap((root) => [root, ...messages.filter(({ parentId }) => parentId === root.id)]);
}

const FOCUSABLE = 'a, button, input, select, textarea';

/** The element in the same place of the new form takes over the focus. */
function replace(before: HTMLElement, after: HTMLElement): void {
  const position = [...before.querySelectorAll(FOCUSABLE)].findIndex((one) => one === document.activeElement);
  before.replaceWith(after);
  if (position < 0) return;
  const heir = [...after.querySelectorAll<HTMLElement>(FOCUSABLE)][position];
  heir?.focus({ preventScroll: true });
}

import type { MessageView } from '../space-view.js';
import { drawMessage, type Click, type DrawnMessage } from './draw-message.js';

interface Standing extends DrawnMessage {
  /** The message as it was when drawn. */
  readonly form: string;
}

export interface MessageList {
  /** Draws only what changed, so that nobody loses what they are typing. Answers the first message that was added. */
  draw(messages: readonly MessageView[]): HTMLElement | null;
  /** The message of that id, where it is shown. */
  shown(id: string): HTMLElement | null;
  /** Draws everything anew at the next look, as after a change of the colour scheme. */
  forget(): void;
  /** Takes everything away, and with it what was typed into the cards. */
  clear(): void;
}

export function messageList(list: HTMLElement, click: Click): MessageList {
  const standing = new Map<string, Standing>();
  let stale = false;

  /** Answers what it added. */
  const place = (message: MessageView, position: number): HTMLElement | null => {
    const form = JSON.stringify(message);
    const before = standing.get(message.id);
    if (before?.form === form && !stale) return null;
    const drawn = drawMessage(message, click, before);
    if (before === undefined) list.insertBefore(drawn.item, list.children[position] ?? null);
    else replace(before.item, drawn.item);
    standing.set(message.id, { ...drawn, form });
    return before === undefined ? drawn.item : null;
  };

  return {
    draw: (messages) => {
      const wanted = new Set(messages.map(({ id }) => id));
      for (const [id, { item }] of standing) if (!wanted.has(id)) item.remove();
      for (const id of standing.keys()) if (!wanted.has(id)) standing.delete(id);
      const added = threaded(messages).map(place);
      stale = false;
      return added.find((item) => item !== null) ?? null;
    },
    shown: (id) => standing.get(id)?.item ?? null,
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

import type { FileView, MessageView } from '../space-view.js';
import { drawCard, type DrawnCard, type Submit } from './draw-card.js';
import { element, timeOf } from './dom.js';

/** What a member does with a card: the message's id and the button's data with the inputs. */
export type Click = (messageId: string, inputs: object) => Promise<void>;

/** A message on the page, and its card with what was typed there. */
export interface DrawnMessage {
  readonly item: HTMLElement;
  readonly card: DrawnCard | null;
}

const markdown = markdownit({ html: false, linkify: false, breaks: true }).disable(['image']);

/** One message as the Webex app would show it; `before` is its earlier form, whose inputs keep what was typed. */
export function drawMessage(message: MessageView, click: Click, before: DrawnMessage | undefined): DrawnMessage {
  const item = element('li', 'message');
  item.classList.toggle('bot', message.isBot);
  item.classList.toggle('reply', message.parentId !== null);
  const submit: Submit = (inputs) => click(message.id, inputs);
  const card = message.card === null ? null : drawCard(message.card, submit, before?.card?.typed() ?? new Map());
  const body = element('div', 'body');
  body.append(byline(message), card?.box ?? wordsOf(message), ...message.files.map(fileLink));
  item.append(avatar(message), body);
  return { item, card };
}

function byline({ by, at, isBot, edited }: MessageView): HTMLElement {
  const line = element('div', 'by');
  const time = element('time', '', timeOf(at));
  time.setAttribute('datetime', at);
  line.append(element('strong', '', by));
  if (isBot) line.append(element('span', 'is-bot', 'Bot'));
  line.append(time);
  if (edited) line.append(element('span', 'edited', 'edited'));
  return line;
}

/** Where a card is shown, the words beside it are for notifications; the app hides them. */
function wordsOf({ words, isBot, mention }: MessageView): HTMLElement {
  const box = element('div', 'words');
  if (isBot) box.innerHTML = markdown.render(words);
  else box.append(...(mention === null ? [] : [element('span', 'mention', mention), ' ']), words);
  return box;
}

function fileLink({ name, href, size }: FileView): HTMLElement {
  const link = document.createElement('a');
  link.className = 'file';
  link.href = href;
  link.download = name;
  link.append(element('strong', '', name), element('span', '', `${Math.ceil(size / 1_024).toLocaleString()} KB`));
  return link;
}

function avatar({ by }: MessageView): HTMLElement {
  const initials = by
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1))
    .join('');
  const box = element('div', 'avatar', initials.toUpperCase());
  box.setAttribute('aria-hidden', 'true');
  return box;
}

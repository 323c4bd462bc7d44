import type { MessageView } from '../space-view.js';
import { cardLook } from './card-look.js';

export type Click = (messageId: string, inputs: object) => Promise<void>;

const markdown = markdownit({ html: false, linkify: false, breaks: true }).disable(['image']);
const cardMarkdown = markdownit({ html: false, linkify: false, breaks: false }).disable(['image']);

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = cardMarkdown.render(text);
  result.didProcess = true;
};

const scheme = matchMedia('(prefers-color-scheme: dark)');

/** One message as the Webex app would show it. */
export function drawMessage(message: MessageView, click: Click): HTMLElement {
  const item = element('li', 'message', '');
  item.classList.toggle('bot', message.isBot);
  item.classList.toggle('reply', message.parentId !== null);
  item.dataset['id'] = message.id;
  const body = element('div', 'body', '');
  body.append(byline(message), wordsOf(message));
  if (message.card !== null) body.append(drawCard(message, message.card, click));
  for (const file of message.files) body.append(fileLink(file.name, file.href));
  item.append(avatar(message), body);
  return item;
}

function byline({ by, at, edited }: MessageView): HTMLElement {
  const line = element('div', 'by', '');
  const time = element(
    'time',
    '',
    new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  );
  time.setAttribute('datetime', at);
  line.append(element('strong', '', by), time);
  if (edited) line.append(element('span', 'edited', 'edited'));
  return line;
}

/** Where a card is shown, the words beside it are for notifications; the app hides them. */
function wordsOf({ words, isBot, card }: MessageView): HTMLElement {
  const box = element('div', 'words', isBot ? '' : words);
  if (isBot && card === null) box.innerHTML = markdown.render(words);
  return box;
}

function drawCard(message: MessageView, content: object, click: Click): HTMLElement {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(cardLook(scheme.matches));
  const box = element('div', 'card', '');
  card.onExecuteAction = (action) => {
    const inputs = action instanceof AdaptiveCards.SubmitAction ? (action.data ?? {}) : {};
    void submit(box, () => click(message.id, inputs));
  };
  card.parse(content);
  const drawn = card.render();
  if (drawn !== undefined) box.append(drawn);
  return box;
}

/** A click is on its way: no second one until the app has an answer. */
async function submit(box: HTMLElement, send: () => Promise<void>): Promise<void> {
  const buttons = [...box.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  box.querySelector('.said-no')?.remove();
  try {
    await send();
  } catch (error) {
    box.append(element('p', 'said-no', error instanceof Error ? error.message : String(error)));
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function fileLink(name: string, href: string): HTMLElement {
  const box = element('div', 'file', '');
  const link = document.createElement('a');
  link.href = href;
  link.textContent = name;
  link.download = name;
  box.append(link);
  return box;
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

function element(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}

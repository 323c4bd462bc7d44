import type { Conversation, MessageView, SpaceView } from '../space-view.js';
import { drawMessage } from './draw-message.js';

/** The conversation is asked for this often, ms. */
const LOOK_EVERY_MS = 500;

const person = find('person', HTMLSelectElement);
const messageBox = find('message', HTMLInputElement);
const list = find('messages', HTMLOListElement);
const pane = find('conversation', HTMLElement);
const tabs: Readonly<Record<Conversation, HTMLElement>> = {
  space: find('tab-space', HTMLElement),
  direct: find('tab-direct', HTMLElement),
};

let conversation: Conversation = 'space';
/** What is drawn, so that only what changed is drawn again and nobody loses what they are typing. */
const drawn = new Map<string, string>();

find('composer', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void say();
});
person.addEventListener('change', () => void show());
for (const kind of ['space', 'direct'] as const) tabs[kind].addEventListener('click', () => choose(kind));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  drawn.clear();
  void show();
});

async function say(): Promise<void> {
  const text = messageBox.value.trim();
  if (text === '') return;
  messageBox.value = '';
  await post('/api/say', { as: person.value, conversation, text });
  await show();
}

async function click(messageId: string, inputs: object): Promise<void> {
  await post('/api/click', { as: person.value, messageId, inputs });
  await show();
}

function choose(kind: Conversation): void {
  conversation = kind;
  for (const [name, tab] of Object.entries(tabs)) tab.setAttribute('aria-selected', String(name === kind));
  pane.setAttribute('aria-labelledby', tabs[kind].id);
  void show();
}

async function show(): Promise<void> {
  const as = encodeURIComponent(person.value);
  const answer = await fetch(`/api/view?conversation=${conversation}&as=${as}`);
  if (!answer.ok) return;
  const view = (await answer.json()) as SpaceView;
  offerPeople(view);
  const atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 80;
  const grew = draw(threaded(view.messages));
  find('empty', HTMLElement).hidden = view.messages.length > 0;
  if (grew && atEnd) pane.scrollTop = pane.scrollHeight;
}

function offerPeople({ people }: SpaceView): void {
  if (person.options.length > 0) return;
  for (const { id, name, role } of people) person.add(new Option(`${name} (${role})`, id));
}

/** Answers stand under the message they answer. */
function threaded(messages: readonly MessageView[]): readonly MessageView[] {
  const roots = messages.filter(({ parentId }) => parentId === null || !messages.some(({ id }) => id === parentId));
  return roots.flatMap((root) => [root, ...messages.filter(({ parentId }) => parentId === root.id)]);
}

/** True when messages were added. */
function draw(messages: readonly MessageView[]): boolean {
  const wanted = new Set(messages.map(({ id }) => id));
  for (const item of [...list.children]) {
    const id = (item as HTMLElement).dataset['id'] ?? '';
    if (!wanted.has(id)) {
      item.remove();
      drawn.delete(id);
    }
  }
  let grew = false;
  messages.forEach((message, position) => {
    const form = JSON.stringify(message);
    const present = [...list.children].find((item) => (item as HTMLElement).dataset['id'] === message.id);
    if (present !== undefined && drawn.get(message.id) === form) return;
    const item = drawMessage(message, click);
    if (present === undefined) list.insertBefore(item, list.children[position] ?? null);
    else present.replaceWith(item);
    grew ||= present === undefined;
    drawn.set(message.id, form);
  });
  return grew;
}

async function post(path: string, body: object): Promise<void> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

function find<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

async function watch(): Promise<void> {
  await show().catch(() => undefined); // the bot's demo may be restarting; look again
  setTimeout(() => void watch(), LOOK_EVERY_MS);
}

void watch();

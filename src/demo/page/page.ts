import type { Conversation, SpaceView } from '../space-view.js';
import { find, wordsOf } from './dom.js';
import { messageList } from './draw-list.js';
import { mailbox } from './draw-mailbox.js';
import { changeTrouble, click, fetchView, say, type Place } from './server.js';
import { troublePanel } from './trouble-panel.js';

/** The conversation is asked for this often, ms. */
const LOOK_EVERY_MS = 500;
/** A reader so near to the end, px, goes on with the conversation; others keep their place. */
const NEAR_END = 80;

const person = find('person', HTMLSelectElement);
const messageBox = find('message', HTMLInputElement);
const pane = find('conversation', HTMLElement);
const trouble = find('trouble', HTMLElement);
const list = messageList(find('messages', HTMLOListElement), clickHere);
const mails = mailbox();
const troubles = troublePanel(async (name, stands) => {
  await changeTrouble(name, stands);
  await show();
});

const ROOMS = {
  space: {
    button: find('open-space', HTMLButtonElement),
    title: 'Retention desk',
    hint: 'Sent as a mention of Purge Bot. Try preview, purge or help.',
  },
  direct: {
    button: find('open-direct', HTMLButtonElement),
    title: 'Purge Bot',
    hint: 'A direct message to Purge Bot. It works in the Retention desk only.',
  },
} as const;

let conversation: Conversation = 'space';
/** Looks are numbered, and an answer that was overtaken by a later one is dropped. */
let looks = 0;
let shown = 0;

find('composer', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void sayHere();
});
person.addEventListener('change', () => void becomeSomebodyElse());
for (const kind of ['space', 'direct'] as const) ROOMS[kind].button.addEventListener('click', () => void open(kind));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  list.forget();
  void show();
});

async function sayHere(): Promise<void> {
  const text = messageBox.value.trim();
  if (text === '') return;
  try {
    await say(here(), text);
    messageBox.value = '';
    trouble.textContent = '';
  } catch (error) {
    trouble.textContent = wordsOf(error);
  }
  await show();
  pane.scrollTop = pane.scrollHeight;
}

async function clickHere(messageId: string, inputs: object): Promise<void> {
  await click(person.value, messageId, inputs);
  await show();
}

/** On a narrow screen the mailbox and the trouble take the place of the conversation. */
const openBeside = find('open-beside', HTMLButtonElement);
openBeside.addEventListener('click', () => showPlace(null));

function showPlace(kind: Conversation | null): void {
  document.body.classList.toggle('beside-open', kind === null);
  openBeside.setAttribute('aria-pressed', String(kind === null));
  for (const [name, { button }] of Object.entries(ROOMS)) button.setAttribute('aria-pressed', String(name === kind));
}

async function open(kind: Conversation): Promise<void> {
  conversation = kind;
  showPlace(kind);
  find('title', HTMLElement).textContent = ROOMS[kind].title;
  find('hint', HTMLElement).textContent = ROOMS[kind].hint;
  await show();
  pane.scrollTop = pane.scrollHeight;
}

/** What one person typed into a card is not the next one's; the place in the conversation stays. */
async function becomeSomebodyElse(): Promise<void> {
  const place = pane.scrollTop;
  list.clear();
  await show();
  pane.scrollTop = place;
}

/** Looks once. What was asked for another place than the one now shown is too late, and dropped too. */
async function show(): Promise<void> {
  const asked = here();
  const look = ++looks;
  const view = await fetchView(asked).catch(() => null); // the server may be ending; the next look tells
  if (view === null || look < shown || asked.conversation !== conversation || asked.as !== person.value) return;
  shown = look;
  offerPeople(view);
  mails.draw(view.mailbox);
  troubles.draw(view.troubles);
  const atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR_END;
  const grew = list.draw(view.messages);
  find('empty', HTMLElement).hidden = view.messages.length > 0;
  if (grew && atEnd) pane.scrollTop = pane.scrollHeight;
}

function here(): Place {
  return { as: person.value, conversation };
}

function offerPeople({ people }: SpaceView): void {
  if (person.options.length > 0) return;
  for (const { id, name, role } of people) person.add(new Option(`${name} (${role})`, id));
}

async function watch(): Promise<void> {
  await show();
  setTimeout(() => void watch(), LOOK_EVERY_MS);
}

await open('space');
void watch();

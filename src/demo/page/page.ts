import type { Conversation, SpaceView, TroubleName } from '../space-view.js';
import { find, wordsOf } from './dom.js';
import { messageList } from './draw-list.js';
import { mailbox } from './draw-mailbox.js';
import { guide } from './guide.js';
import type { GuideAct } from './next-step.js';
import { changeTrouble, click, fetchView, say, type Place } from './server.js';
import { troublePanel } from './trouble-panel.js';

/** The conversation is asked for this often, ms. */
const LOOK_EVERY_MS = 500;
/** A reader so near to the end, px, goes on with the conversation; others keep their place. */
const NEAR_END = 80;
/** What stands above a new message that is taller than the screen, px. */
const HEADROOM = 12;

const person = find('person', HTMLSelectElement);
const messageBox = find('message', HTMLInputElement);
const pane = find('conversation', HTMLElement);
const trouble = find('trouble', HTMLElement);
const list = messageList(find('messages', HTMLOListElement), clickHere);
const mails = mailbox();
const troubles = troublePanel(inflict);
const lead = guide(follow);

const ROOMS = {
  space: {
    button: find('open-space', HTMLButtonElement),
    title: 'Retention desk',
    hint: 'Sent as a mention of Purge Bot. Try help.',
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
  void sayTyped();
});
person.addEventListener('change', () => void becomeSomebodyElse());
for (const kind of ['space', 'direct'] as const) ROOMS[kind].button.addEventListener('click', () => void open(kind));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  list.forget();
  void show();
});

async function sayTyped(): Promise<void> {
  const text = messageBox.value.trim();
  if (text !== '' && (await sayHere(text))) messageBox.value = '';
}

/** Answers whether it went out; where it did not, the page says why. */
async function sayHere(text: string): Promise<boolean> {
  const refusal = await say(here(), text).then(() => '', wordsOf);
  trouble.textContent = refusal;
  await show();
  pane.scrollTop = pane.scrollHeight;
  return refusal === '';
}

async function clickHere(messageId: string, inputs: object): Promise<void> {
  await click(person.value, messageId, inputs);
  await show();
}

async function inflict(name: TroubleName, stands: boolean): Promise<void> {
  await changeTrouble(name, stands);
  await show();
}

/** What the guide proposes, done for the visitor. */
async function follow(act: GuideAct): Promise<void> {
  switch (act.kind) {
    case 'say':
      showPlace('space');
      await sayHere(act.text);
      break;
    case 'become':
      person.value = act.person;
      await becomeSomebodyElse();
      break;
    case 'card':
      showPlace('space');
      goTo(list.shown(act.message));
      break;
    case 'trouble':
      await troubles.press(act.name);
      break;
    case 'eyes':
      mails.seeAsOfficer();
      if (openBeside.checkVisibility()) showPlace(null);
  }
}

/** To its head, since a card is taller than most screens; the keyboard goes on from there. */
function goTo(message: HTMLElement | null): void {
  message?.querySelector<HTMLElement>('.ac-adaptiveCard')?.focus({ preventScroll: true });
  message?.scrollIntoView({ block: 'start' });
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
  document.body.classList.toggle('in-direct', kind === 'direct');
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
  lead.draw({ ...view, me: person.value });
  const atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < NEAR_END;
  const added = list.draw(view.messages);
  find('empty', HTMLElement).hidden = view.messages.length > 0;
  if (atEnd) readOn(added);
}

/** Down to the end, but never past the head of what is new. */
function readOn(added: HTMLElement | null): void {
  pane.scrollTop = pane.scrollHeight;
  const above = added === null ? 0 : pane.getBoundingClientRect().top - added.getBoundingClientRect().top;
  if (above > 0) pane.scrollTop -= above + HEADROOM;
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

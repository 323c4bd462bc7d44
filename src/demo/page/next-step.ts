import type { MessageView, PersonView, SpaceView, TroubleName } from '../space-view.js';

/** What the guide goes by. */
export interface Scene extends SpaceView {
  /** The id of whom the visitor plays. */
  readonly me: string;
  readonly troubles: readonly TroubleName[];
}

/** What the guide's button does for the visitor. */
export type GuideAct =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'become'; readonly person: string }
  | { readonly kind: 'card'; readonly message: string }
  | { readonly kind: 'trouble'; readonly name: TroubleName; readonly stands: boolean }
  | { readonly kind: 'eyes' };

export interface NextStep {
  /** From 1 to STEPS. */
  readonly number: number;
  readonly words: string;
  readonly label: string;
  readonly act: GuideAct;
}

/** Ask, approve, watch, check. */
export const STEPS = 4;

/** The step that leads on from where the visitor stands, read from the newest message that a purge left in the space. */
export function nextStep(scene: Scene): NextStep {
  if (scene.troubles.includes('crash')) return startAgain();
  for (const message of scene.messages.toReversed()) {
    const step = stepAfter(message, scene);
    if (step !== null) return step;
  }
  return ask(scene);
}

function stepAfter(message: MessageView, scene: Scene): NextStep | null {
  if (message.files.some(({ name }) => name.startsWith('report'))) return check();
  const buttons = buttonsOf(message.card);
  if (buttons.includes('Approve')) return approve(message, scene);
  if (buttons.includes('Stop')) return watch();
  if (buttons.includes('Resume')) return resume(message);
  return null;
}

function ask({ people, me }: Scene): NextStep {
  const officers = officersOf(people);
  const self = officers.find(({ id }) => id === me);
  const [first] = officers;
  if (self === undefined && first !== undefined) {
    const words = 'A plain member may look, ask for help and stop. Only a compliance officer may ask for a purge.';
    return { number: 1, words, ...becoming(first) };
  }
  return {
    number: 1,
    words: `You are ${self?.name ?? 'an officer'}, a compliance officer. Ask to delete direct messages older than 30 days.`,
    label: 'Send “purge”',
    act: { kind: 'say', text: 'purge' },
  };
}

/** Who asked stands on the card, and so does who approved already: neither is needed again. */
function approve({ id, card }: MessageView, { people, me }: Scene): NextStep {
  const shown = JSON.stringify(card);
  const deciders = officersOf(people).filter(({ name }) => !shown.includes(name));
  const [other] = deciders;
  if (other !== undefined && !deciders.some((person) => person.id === me)) {
    return {
      number: 2,
      words: 'The list is frozen. Who asked may not approve it: be the other officer.',
      ...becoming(other),
    };
  }
  const words = 'Read the card, type its number of messages, and click Approve.';
  return { number: 2, words, label: 'Go to the card', act: { kind: 'card', message: id } };
}

function watch(): NextStep {
  return {
    number: 3,
    words: 'See Mia’s and Ben’s old messages vanish. Whatever happens, nothing else is deleted. Kill the bot, and see.',
    label: 'Kill it',
    act: { kind: 'trouble', name: 'crash', stands: true },
  };
}

function startAgain(): NextStep {
  return {
    number: 3,
    words: 'The bot is dead. Started again, it goes on where it was, within the approval given.',
    label: 'Start it again',
    act: { kind: 'trouble', name: 'crash', stands: false },
  };
}

function resume({ id }: MessageView): NextStep {
  const words = 'The purge stands still, and what is left is still there. An officer may resume it.';
  return { number: 3, words, label: 'Go to the card', act: { kind: 'card', message: id } };
}

function check(): NextStep {
  return {
    number: 4,
    words: 'The report is in the space. The messages are hidden from their users, not destroyed.',
    label: 'See what an officer sees',
    act: { kind: 'eyes' },
  };
}

function becoming({ id, name }: PersonView): Pick<NextStep, 'label' | 'act'> {
  return { label: `Become ${name}`, act: { kind: 'become', person: id } };
}

function officersOf(people: readonly PersonView[]): readonly PersonView[] {
  return people.filter(({ role }) => role.endsWith('officer'));
}

/** The titles of a card's buttons, wherever they stand in it. */
function buttonsOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, title } = node as { readonly type?: unknown; readonly title?: unknown };
  const own = type === 'Action.Submit' && typeof title === 'string' ? [title] : [];
  return [...own, ...Object.values(node).flatMap(buttonsOf)];
}

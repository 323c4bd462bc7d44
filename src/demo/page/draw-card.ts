import { cardLook } from './card-look.js';
import { element, wordsOf } from './dom.js';

/** The button's data and the inputs, as the card library joins them. */
export type Submit = (inputs: object) => Promise<void>;

export interface DrawnCard {
  readonly box: HTMLElement;
  /** What stands in its inputs, by their ids. */
  typed(): ReadonlyMap<string, string>;
}

const markdown = markdownit({ html: false, linkify: false, breaks: false }).disable(['image']);

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

const scheme = matchMedia('(prefers-color-scheme: dark)');

/** A card in Webex's look; `typed` is put into its inputs, so that a new form of a card loses nothing. */
export function drawCard(content: object, submit: Submit, typed: ReadonlyMap<string, string>): DrawnCard {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(cardLook(scheme.matches));
  const box = element('div', 'card');
  card.onExecuteAction = (action) => {
    const inputs = action instanceof AdaptiveCards.SubmitAction ? (action.data ?? {}) : {};
    void send(box, () => submit(inputs));
  };
  card.parse(content);
  for (const input of card.getAllInputs()) input.defaultValue = typed.get(input.id ?? '') ?? input.defaultValue;
  const drawn = card.render();
  if (drawn !== undefined) box.append(drawn);
  return { box, typed: () => typedInto(card) };
}

function typedInto(card: AdaptiveCards.AdaptiveCard): ReadonlyMap<string, string> {
  const filled = card.getAllInputs().filter((input) => input.isSet());
  return new Map(filled.map(({ id = '', value = '' }) => [id, String(value)]));
}

/** A click is on its way: no second one until the app has an answer. */
async function send(box: HTMLElement, submit: () => Promise<void>): Promise<void> {
  const buttons = [...box.querySelectorAll('button')];
  const focused = document.activeElement;
  for (const button of buttons) button.disabled = true;
  box.querySelector('.said-no')?.remove();
  try {
    await submit();
  } catch (error) {
    box.append(element('p', 'said-no', wordsOf(error)));
  } finally {
    for (const button of buttons) button.disabled = false;
    if (focused instanceof HTMLButtonElement && box.contains(focused)) focused.focus({ preventScroll: true });
  }
}

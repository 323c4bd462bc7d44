import { createRequire } from 'node:module';
import type { CardJson } from './template.js';

/** What we use of adaptivecards; Node can load only this file of it. */
interface CardsModule {
  readonly Versions: { readonly v1_3: unknown };
  readonly SerializationContext: new (version: unknown) => ParseContext;
  readonly AdaptiveCard: new () => {
    parse(card: CardJson, context: ParseContext): void;
    validateProperties(): { readonly validationEvents: readonly { readonly message: string }[] };
  };
}

interface ParseContext {
  readonly eventCount: number;
  getEventAt(index: number): { readonly message: string };
}

const require = createRequire(import.meta.url);
const library = require('adaptivecards/dist/adaptivecards.js') as CardsModule;

/** Webex's Buttons and Cards guide: up to five buttons. */
const MOST_ACTIONS = 5;
/** A quarter of the 80 KB that Webex is said to take. */
const MOST_BYTES = 20_000;

/** What keeps a filled card from being one that Webex draws: Adaptive Cards 1.3, small, every place filled. Empty when all is well. */
export function faultsOf(card: CardJson): string[] {
  const text = JSON.stringify(card);
  const actions = Array.isArray(card['actions']) ? card['actions'].length : 0;
  return [
    ...parseFaults(card),
    ...(card['version'] === '1.3' ? [] : ['its version is not 1.3']),
    ...(actions > MOST_ACTIONS ? [`it has ${String(actions)} actions; Webex draws ${String(MOST_ACTIONS)}`] : []),
    ...(Buffer.byteLength(text) > MOST_BYTES ? [`it is larger than ${String(MOST_BYTES)} bytes`] : []),
  ];
}

/** Places of a template that its data left unfilled, e.g. `${digset}`. Only for data that holds no such text itself. */
export function unfilledPlaces(card: CardJson): string[] {
  return JSON.stringify(card).match(/\$\{[^}]*\}|"\$(?:when|data)"/g) ?? [];
}

function parseFaults(card: CardJson): string[] {
  const context = new library.SerializationContext(library.Versions.v1_3);
  const parsed = new library.AdaptiveCard();
  parsed.parse(card, context);
  const parsing = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
  return [...parsing, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
}

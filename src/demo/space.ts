import type { OrgPerson, SeenMessage } from '../simulator/control-types.js';
import { until, type Stage } from './stage.js';

/** The admin space through the eyes of the people in it: what they say, see and click. */
export interface Space {
  say(person: OrgPerson, text: string): Promise<void>;
  /** Clicks the button of that title on a card, with what was typed beside it. Answers the action's id. */
  click(
    person: OrgPerson,
    card: SeenMessage,
    click: { button: string; typed?: Record<string, unknown> },
  ): Promise<string>;
  messages(): Promise<readonly SeenMessage[]>;
  /** Waits for a message of the bot's, newer than the last one waited for. */
  hears(what: string, isIt: (message: SeenMessage) => boolean, withinMs?: number): Promise<SeenMessage>;
}

export function spaceOf({ webex, org }: Stage): Space {
  const seen = new Set<string>();
  const messages = async (): Promise<readonly SeenMessage[]> =>
    (await webex.room(org.adminRoomId)).filter(({ removed }) => !removed);

  return {
    messages,
    say: async (person, text) => {
      for (const { id } of await messages()) seen.add(id);
      await webex.say({ person: person.id, roomId: org.adminRoomId, text, mentionBot: true });
    },
    click: async (person, card, { button, typed = {} }) => {
      for (const { id } of await messages()) seen.add(id);
      const data = buttonsOf(card).get(button);
      if (data === undefined)
        throw new Error(`the card has no button ${button}, only ${[...buttonsOf(card).keys()].join(', ')}`);
      return webex.click({ person: person.id, messageId: card.id, inputs: { ...data, ...typed } });
    },
    hears: async (what, isIt, withinMs) => {
      let found: SeenMessage | undefined;
      const heard = async (): Promise<boolean> => {
        found = (await messages()).find(
          (message) => message.personId === org.bot.id && !seen.has(message.id) && isIt(message),
        );
        return found !== undefined;
      };
      await until(what, heard, withinMs);
      if (found === undefined) throw new Error(what);
      return found;
    },
  };
}

/** The submit buttons of a card by title, with the data that each sends. */
export function buttonsOf(message: SeenMessage): ReadonlyMap<string, Record<string, unknown>> {
  const found = new Map<string, Record<string, unknown>>();
  walk(cardOf(message), (node) => {
    if (node['type'] === 'Action.Submit') found.set(String(node['title']), node['data'] as Record<string, unknown>);
  });
  return found;
}

/** Everything a reader of the card sees, line by line. */
export function linesOf(message: SeenMessage): readonly string[] {
  const lines: string[] = [];
  walk(cardOf(message), (node) => {
    if (node['type'] === 'TextBlock') lines.push(String(node['text']));
    if (node['type'] === 'TextRun') lines.push(String(node['text']));
    if (typeof node['value'] === 'string' && typeof node['title'] === 'string')
      lines.push(`${node['title']}: ${node['value']}`);
  });
  return lines;
}

export function hasCard(message: SeenMessage): boolean {
  return cardOf(message) !== undefined;
}

function cardOf(message: SeenMessage): unknown {
  return message.attachments?.[0]?.content;
}

function walk(node: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) visit(node as Record<string, unknown>);
  for (const held of Object.values(node) as unknown[]) walk(held, visit);
}

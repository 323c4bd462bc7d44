import type { Command, CommandProblem } from '../model.js';
import { cleanText } from './clean-text.js';

/** No address and no id is longer. */
const LONGEST_WHO = 320;

export type HoldCommand = Extract<Command, { kind: 'hold' }>;

/** Reads `list`, `add WHO [reason]` and `remove WHO`. Ids are not judged by their shape, addresses are. */
export function readHold([action = '', who, ...rest]: readonly string[]):
  { readonly command: HoldCommand } | { readonly problem: CommandProblem } {
  const unreadable = { problem: { kind: 'hold-unreadable', text: shown([action, who ?? '']) } } as const;
  switch (action.toLowerCase()) {
    case 'list':
      return who === undefined ? { command: { kind: 'hold', action: 'list' } } : unreadable;
    case 'add':
      if (who === undefined || !names(who)) return unreadable;
      return { command: { kind: 'hold', action: 'add', who: asGiven(who), reason: cleanText(rest.join(' ')) } };
    case 'remove':
      if (who === undefined || !names(who)) return unreadable;
      if (rest.length > 0) return { problem: { kind: 'too-many-words', text: shown(rest) } };
      return { command: { kind: 'hold', action: 'remove', who: asGiven(who) } };
    default:
      return unreadable;
  }
}

function names(who: string): boolean {
  return who.length <= LONGEST_WHO && (!who.includes('@') || /^[^@<>"(),;]+@[^@<>"(),;]+$/.test(who));
}

/** Addresses do not care about case; ids do. */
function asGiven(who: string): string {
  return who.includes('@') ? who.toLowerCase() : who;
}

function shown(words: readonly string[]): string {
  return cleanText(words.join(' '), 60) ?? '';
}

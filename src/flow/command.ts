import type { Command, CommandProblem, Scope } from '../model.js';
import { cleanText } from './clean-text.js';
import { isPurgeId } from '../purge-id.js';
import { parseScope } from './scope.js';

/** No command is longer; what follows is not read. */
const LONGEST_COMMAND = 2_000;

const HISTORY_SHOWN = 5;
const HISTORY_MOST = 50;

type Read = { readonly ok: true; readonly command: Command } | { readonly ok: false; readonly problem: CommandProblem };

/** Each command reads the words after its own name. */
const READERS: Readonly<Record<string, (words: readonly string[]) => Read>> = {
  help: plain('help'),
  whoami: plain('whoami'),
  status: plain('status'),
  signin: plain('signin'),
  signout: plain('signout'),
  preview: scoped('preview'),
  purge: scoped('purge'),
  list: addressed('list'),
  resume: addressed('resume'),
  report: addressed('report'),
  reject: readReject,
  cancel: readCancel,
  stop: readStop,
  history: readHistory,
};

export const COMMAND_NAMES: readonly string[] = Object.keys(READERS);

/** Reads what was said to the bot, the leading mention already cut off. The first word must be a command; nothing is guessed. */
export function parseCommand(text: string): Command {
  const words = text.slice(0, LONGEST_COMMAND).split(/\s+/u).filter(Boolean);
  const [first, ...rest] = words;
  if (first === undefined) return { kind: 'help' };
  const name = first.toLowerCase();
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (reader === undefined) return { kind: 'unknown', text: cleanText(text, 60) ?? '' };
  const read = reader(rest);
  return read.ok ? read.command : { kind: 'malformed', command: name, problem: read.problem };
}

function plain(kind: 'help' | 'whoami' | 'status' | 'signin' | 'signout') {
  return (words: readonly string[]): Read => noMore(words) ?? good({ kind });
}

function scoped(kind: 'preview' | 'purge') {
  return (words: readonly string[]): Read => {
    const read: { scope: Scope } | { problem: CommandProblem } = parseScope(words);
    return 'scope' in read ? good({ kind, scope: read.scope }) : bad(read.problem);
  };
}

function addressed(kind: 'list' | 'resume' | 'report') {
  return ([id, ...rest]: readonly string[]): Read => badId(id) ?? noMore(rest) ?? good({ kind, id: id ?? '' });
}

function readReject([id, ...rest]: readonly string[]): Read {
  const reason = cleanText(rest.join(' '));
  return (
    badId(id) ?? (reason === null ? bad({ kind: 'reason-missing' }) : good({ kind: 'reject', id: id ?? '', reason }))
  );
}

function readCancel([id, ...rest]: readonly string[]): Read {
  return badId(id) ?? good({ kind: 'cancel', id: id ?? '', reason: cleanText(rest.join(' ')) });
}

function readStop([id, ...rest]: readonly string[]): Read {
  if (id === undefined) return good({ kind: 'stop', id: null });
  return badId(id) ?? noMore(rest) ?? good({ kind: 'stop', id });
}

function readHistory([count, ...rest]: readonly string[]): Read {
  if (count === undefined) return good({ kind: 'history', count: HISTORY_SHOWN });
  if (!/^[1-9]\d{0,3}$/.test(count)) return bad({ kind: 'number-unreadable', text: shown(count) });
  return noMore(rest) ?? good({ kind: 'history', count: Math.min(Number(count), HISTORY_MOST) });
}

function badId(id: string | undefined): Read | null {
  if (id === undefined) return bad({ kind: 'id-missing' });
  return isPurgeId(id) ? null : bad({ kind: 'id-unreadable', text: shown(id) });
}

function noMore(words: readonly string[]): Read | null {
  return words.length === 0 ? null : bad({ kind: 'too-many-words', text: shown(words.join(' ')) });
}

function shown(text: string): string {
  return cleanText(text, 60) ?? '';
}

function good(command: Command): Read {
  return { ok: true, command };
}

function bad(problem: CommandProblem): Read {
  return { ok: false, problem };
}

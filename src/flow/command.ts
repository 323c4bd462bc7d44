import type { Command, CommandProblem, Scope } from '../model.js';
import { cleanText } from './clean-text.js';
import { readHold } from './hold-command.js';
import { isPurgeId } from '../purge-id.js';
import { parseScope } from './scope.js';

/** What follows is not read. */
const LONGEST_COMMAND = 2_000;

/** Commands that end in free text, which may be cut; of any other a lost end could widen what it reaches. */
const ENDS_IN_PROSE: ReadonlySet<string> = new Set(['reject', 'cancel', 'hold add']);

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
  resume: readResume,
  report: addressed('report'),
  approve: readApprove,
  reject: readReject,
  cancel: readCancel,
  stop: readStop,
  history: readHistory,
  schedule: readSchedule,
  hold: readHoldCommand,
};

export const COMMAND_NAMES: readonly string[] = Object.keys(READERS);

/** Reads what was said to the bot, the leading mention already cut off. The first word must be a command; nothing is guessed. */
export function parseCommand(text: string): Command {
  const read = text.slice(0, LONGEST_COMMAND);
  const [first, ...rest] = cleanText(read, LONGEST_COMMAND)?.split(' ') ?? [];
  if (first === undefined) return { kind: 'help' };
  const name = first.toLowerCase();
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (reader === undefined) return { kind: 'unknown', text: shown(text) };
  const answer = read.length < text.length && !endsInProse(name, rest) ? tooManyWords(rest) : reader(rest);
  return answer.ok ? answer.command : { kind: 'malformed', command: name, problem: answer.problem };
}

function endsInProse(name: string, [next = '']: readonly string[]): boolean {
  return ENDS_IN_PROSE.has(name) || ENDS_IN_PROSE.has(`${name} ${next.toLowerCase()}`);
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

/** Alone it accepts the data folder as it is. */
function readResume(words: readonly string[]): Read {
  return words.length === 0 ? good({ kind: 'accept-folder' }) : addressed('resume')(words);
}

function addressed(kind: 'list' | 'resume' | 'report') {
  return (words: readonly string[]): Read => withId(words, (id, rest) => noMore(rest) ?? good({ kind, id }));
}

/** What stands after the id is read where the rule is: only there is known which number is right. */
function readApprove(words: readonly string[]): Read {
  return withId(words, (id, [count, ...rest]) => noMore(rest) ?? good({ kind: 'approve', id, count: count ?? null }));
}

function readReject(words: readonly string[]): Read {
  return withId(words, (id, rest) => {
    const reason = cleanText(rest.join(' '));
    return reason === null ? bad({ kind: 'reason-missing' }) : good({ kind: 'reject', id, reason });
  });
}

function readCancel(words: readonly string[]): Read {
  return withId(words, (id, rest) => good({ kind: 'cancel', id, reason: cleanText(rest.join(' ')) }));
}

function readStop(words: readonly string[]): Read {
  if (words.length === 0) return good({ kind: 'stop', id: null });
  return withId(words, (id, rest) => noMore(rest) ?? good({ kind: 'stop', id }));
}

function readSchedule([act, ...rest]: readonly string[]): Read {
  const word = act?.toLowerCase() ?? 'show';
  if (word !== 'show' && word !== 'pause' && word !== 'resume') return tooManyWords([word, ...rest]);
  return noMore(rest) ?? good({ kind: 'schedule', act: word });
}

function readHistory([count, ...rest]: readonly string[]): Read {
  if (count === undefined) return good({ kind: 'history', count: HISTORY_SHOWN });
  if (!/^[1-9]\d{0,3}$/.test(count)) return bad({ kind: 'number-unreadable', text: shown(count) });
  return noMore(rest) ?? good({ kind: 'history', count: Math.min(Number(count), HISTORY_MOST) });
}

function readHoldCommand(words: readonly string[]): Read {
  const read = readHold(words);
  return 'command' in read ? good(read.command) : bad(read.problem);
}

/** Our ids are lower case; a phone may have made the first letter a capital. */
function withId([id, ...rest]: readonly string[], read: (id: string, rest: readonly string[]) => Read): Read {
  if (id === undefined) return bad({ kind: 'id-missing' });
  return isPurgeId(id) ? read(id.toLowerCase(), rest) : bad({ kind: 'id-unreadable', text: shown(id) });
}

function noMore(words: readonly string[]): Read | null {
  return words.length === 0 ? null : tooManyWords(words);
}

function tooManyWords(words: readonly string[]): Read {
  return bad({ kind: 'too-many-words', text: shown(words.join(' ')) });
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

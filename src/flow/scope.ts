import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat.js';
import utc from 'dayjs/plugin/utc.js';
import type { CommandProblem, Filters, Scope, Window } from '../model.js';
import { cleanText } from './clean-text.js';
import { parseAge } from '../duration.js';

dayjs.extend(utc);
dayjs.extend(customParseFormat);

/** The ways a point in time may be typed, all in UTC. */
const TIME_FORMS = ['YYYY-MM-DD', 'YYYY-MM-DDTHH:mm[Z]', 'YYYY-MM-DDTHH:mm:ss[Z]'] as const;

/** Reads `[window] [person WHO | domain NAME]…`. */
export function parseScope(words: readonly string[]): { scope: Scope } | { problem: CommandProblem } {
  const [first] = words;
  if (first === undefined || isFilterWord(first)) return withFilters(null, words);
  const window = parseWindow(first);
  return 'problem' in window ? window : withFilters(window.window, words.slice(1));
}

function withFilters(window: Window | null, words: readonly string[]): { scope: Scope } | { problem: CommandProblem } {
  const persons: string[] = [];
  const domains: string[] = [];
  for (let i = 0; i < words.length; i += 2) {
    const kind = words[i]?.toLowerCase() ?? '';
    const value = words[i + 1];
    const read = value === undefined ? null : readFilter(kind, value);
    if (read === null) return unreadable(words.slice(i));
    (kind === 'person' ? persons : domains).push(read);
  }
  return { scope: { window, filters: { persons, domains } satisfies Filters } };
}

/** Addresses and domains do not care about case; ids do. Null where it is neither a person nor a domain. */
function readFilter(kind: string, value: string): string | null {
  switch (kind) {
    case 'person':
      if (!value.includes('@')) return value;
      return /^[^@]+@[^@]+$/.test(value) ? value.toLowerCase() : null;
    case 'domain':
      return /^@?([^@]+)$/.exec(value)?.[1]?.toLowerCase() ?? null;
    default:
      return null;
  }
}

function isFilterWord(word: string): boolean {
  return /^(person|domain)$/i.test(word);
}

function unreadable(words: readonly string[]): { problem: CommandProblem } {
  return { problem: { kind: 'filter-unreadable', text: cleanText(words.join(' '), 60) ?? '' } };
}

function parseWindow(text: string): { window: Window } | { problem: CommandProblem } {
  const shown = cleanText(text, 60) ?? '';
  const [first = '', second, ...more] = text.split('..');
  const problem = { kind: 'window-unreadable', text: shown } as const;
  if (more.length > 0) return { problem };
  if (second === undefined) return ages(parseAge(first), null, shown);
  if (parseAge(first) !== null) return ages(parseAge(first), parseAge(second) ?? NaN, shown);
  const [from, to] = [parseTime(first), parseTime(second)];
  if (from === null || to === null) return { problem };
  if (from >= to) return { problem: { kind: 'window-backwards', text: shown } };
  return { window: { kind: 'dates', from: new Date(from).toISOString(), to: new Date(to).toISOString() } };
}

function ages(youngerMs: number | null, olderMs: number | null, shown: string): ReturnType<typeof parseWindow> {
  if (youngerMs === null || Number.isNaN(olderMs)) return { problem: { kind: 'window-unreadable', text: shown } };
  if (olderMs === null) return { window: { kind: 'older-than', ageMs: youngerMs } };
  if (youngerMs >= olderMs) return { problem: { kind: 'window-backwards', text: shown } };
  return { window: { kind: 'ages', youngerMs, olderMs } };
}

/** Strict: 30 February is no date. Epoch in ms, or null. */
function parseTime(text: string): number | null {
  const form = TIME_FORMS.find((candidate) => dayjs.utc(text.toUpperCase(), candidate, true).isValid());
  return form === undefined ? null : dayjs.utc(text.toUpperCase(), form, true).valueOf();
}

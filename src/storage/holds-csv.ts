import { CsvError, parse, type Info } from 'csv-parse/sync';
import { AppError } from '../errors.js';
import type { HoldRow } from '../ports.js';

/** No address and no id is longer; RFC 5321 allows 254 characters, Webex's ids have about a hundred. */
const LONGEST_WHO = 320;

/** Words of a heading; a first line made of letters alone that has one of them is no hold. */
const HEADING_WORDS: ReadonlySet<string> = new Set(
  'email mail address emailaddress id personid userid roomid spaceid person people user username custodian who space room'.split(
    ' ',
  ),
);
const MADE_OF_WORDS = /^[a-z][a-z /_-]*$/i;

/** Tells where a spreadsheet cut columns with something else than a comma. */
const OTHER_SEPARATORS = /[;\t|]/;

interface Parsed {
  readonly record: readonly string[];
  /** `lines`: the number of the line that the record ends in. */
  readonly info: Info;
}

/**
 * Reads `email-or-id,reason`, with or without a heading, as UTF-8. Each `who` counts once, by its first row. Rejects with an
 * AppError of the first line that is wrong: whoever reads past it would delete what somebody wanted kept.
 */
export function readHoldRows(bytes: Uint8Array): readonly HoldRow[] {
  const rows = parseCsv(decoded(bytes));
  const [first] = rows;
  const holds = first !== undefined && isHeading(first.record) ? rows.slice(1) : rows;
  const byWho = new Map<string, HoldRow>();
  for (const { record, info } of holds) {
    const row = rowOf(record, info.lines);
    if (!byWho.has(row.who)) byWho.set(row.who, row);
  }
  return [...byWho.values()];
}

function decoded(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // said below
  }
  throw faulty('it is not UTF-8 text', 'Save it as “CSV UTF-8”.');
}

function parseCsv(text: string): readonly Parsed[] {
  try {
    return parse(text, {
      info: true,
      relax_column_count: true,
      skip_records_with_empty_values: true,
      trim: true,
    }) as never;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines']);
    throw faulty(`line ${String(line)}: a quotation mark stands where it must not, or is never closed`);
  }
}

function isHeading([who = '', ...others]: readonly string[]): boolean {
  const words = MADE_OF_WORDS.test(who) ? who.toLowerCase().split(/[ /_-]+/) : [];
  const names = words.some((word) => HEADING_WORDS.has(word) || HEADING_WORDS.has(word.replace(/s$/, '')));
  return names && others.every((cell) => !cell.includes('@'));
}

function rowOf(record: readonly string[], line: number): HoldRow {
  const [who = '', reason = '', ...more] = record;
  if (more.some((cell) => cell !== '')) {
    throw atLine(
      line,
      `it has ${String(record.length)} columns instead of two; a reason with a comma needs quotation marks`,
    );
  }
  const problem = problemWith(who);
  if (problem !== null) throw atLine(line, problem);
  return { who: who.includes('@') ? who.toLowerCase() : who, reason: reason === '' ? null : reason };
}

function problemWith(who: string): string | null {
  if (who === '') return 'the first column is empty';
  if (who.length > LONGEST_WHO) return 'the first column is too long for an e-mail address or an id';
  if (OTHER_SEPARATORS.test(who)) return `${shown(who)} is not cut into columns by a comma`;
  if (/[\s\p{C}"<>]/u.test(who)) return `${shown(who)} is neither an e-mail address nor an id`;
  if (who.includes('@') && !/^[^@]+@[^@]+$/.test(who)) return `${shown(who)} is no e-mail address`;
  return null;
}

function shown(text: string): string {
  return `"${text.replace(/\p{C}/gu, '?').slice(0, 60)}"`;
}

function atLine(line: number, problem: string): AppError {
  return faulty(`line ${String(line)}: ${problem}`);
}

function faulty(problem: string, hint = 'Mend that line: each is email-or-id,reason.'): AppError {
  return new AppError('holds-file', `The hold list of HOLDS_CSV cannot be trusted: ${problem}.`, { hint });
}

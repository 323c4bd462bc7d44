import type { Variable } from './variables.js';

/** Reads one variable at a time and collects every fault, so that all are told at once. */

/** The variables as given; an empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a file that a variable names, as UTF-8; throws where it cannot. */
export type ReadFile = (path: string) => string;

/** Ours, and one of Node's own that must not be set. */
type Name = Variable | 'NODE_TLS_REJECT_UNAUTHORIZED';

/** How one variable is read. */
interface Form<T> {
  /** Null where the text is not of this form. */
  readonly parse: (text: string) => T | null;
  /** What would be right, after "NAME must be …". */
  readonly wrong: string;
}

export interface Reading {
  readonly faults: readonly string[];
  /** Adds one sentence, which names `name` and says what would be right. */
  readonly fault: (name: Name, sentence: string) => void;
  /** Whether none of these had a fault so far; rules across variables ask this first. */
  readonly sound: (...names: Name[]) => boolean;
  /** The value with spaces around it cut off, or null. */
  readonly text: (name: Name) => string | null;
  readonly required: (name: Name, what: string) => string;
  readonly parsed: <T>(name: Name, fallback: T, form: Form<T>) => T;
  /** The path, of a file that can be read. */
  readonly file: (name: Name) => string | null;
}

export function startReading(environment: Environment, readFile: ReadFile): Reading {
  const faults: string[] = [];
  const faulty = new Set<Name>();
  const fault = (name: Name, sentence: string): void => {
    faults.push(sentence);
    faulty.add(name);
  };
  const text = (name: Name): string | null => environment[name]?.trim() || null;
  return {
    faults,
    fault,
    sound: (...names) => !names.some((name) => faulty.has(name)),
    text,
    required: (name, what) => {
      const value = text(name);
      if (value === null && !faulty.has(name)) fault(name, `${name} is missing: set it to ${what}.`);
      return value ?? '';
    },
    parsed: (name, fallback, { parse, wrong }) => {
      const value = text(name);
      if (value === null) return fallback;
      const parsed = parse(value);
      if (parsed === null) fault(name, `${name} is ${echo(value)}, but must be ${wrong}.`);
      return parsed ?? fallback;
    },
    file: (name) => {
      const path = text(name);
      if (path === null || isReadable(path, readFile)) return path;
      fault(name, `${name} names ${echo(path)}, which cannot be read.`);
      return null;
    },
  };
}

function isReadable(path: string, readFile: ReadFile): boolean {
  try {
    readFile(path);
    return true;
  } catch {
    return false;
  }
}

/** The longest piece of a wrong value that is repeated in a fault. */
const LONGEST_ECHO = 80;

/** A wrong value as it may be shown, without what may be a user and password before a host; never used for secrets. */
function echo(value: string): string {
  const shown = value.replace(/\p{C}/gu, '?').replace(/:.*@/, ':…@');
  return `"${shown.length > LONGEST_ECHO ? `${shown.slice(0, LONGEST_ECHO)}…` : shown}"`;
}

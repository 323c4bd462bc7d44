/** Reads one variable at a time and collects every fault, so that all are told at once. */

/** The variables as given; an empty one counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The longest piece of a wrong value that is repeated in a fault. */
const LONGEST_ECHO = 80;

export interface Reading {
  /** One sentence; names the variable and what would be right. */
  readonly fault: (sentence: string) => void;
  /** The value with spaces around it cut off, or null. */
  readonly text: (name: string) => string | null;
  readonly required: (name: string, what: string) => string;
  /** `wrong`: what would be right, after "NAME must be …". */
  readonly parsed: <T>(name: string, fallback: T, how: { parse: (text: string) => T | null; wrong: string }) => T;
  readonly faults: readonly string[];
}

export function startReading(environment: Environment): Reading {
  const faults: string[] = [];
  const text = (name: string): string | null => {
    const value = environment[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
  const fault = (sentence: string): void => {
    faults.push(sentence);
  };
  return {
    faults,
    fault,
    text,
    required: (name, what) => {
      const value = text(name);
      if (value === null) fault(`${name} is missing: set it to ${what}.`);
      return value ?? '';
    },
    parsed: (name, fallback, { parse, wrong }) => {
      const value = text(name);
      if (value === null) return fallback;
      const parsed = parse(value);
      if (parsed === null) fault(`${name} is ${echo(value)}, but must be ${wrong}.`);
      return parsed ?? fallback;
    },
  };
}

/** A wrong value as it may be shown; never used for secrets. */
export function echo(value: string): string {
  const shown = value.replace(/[^\P{C}]/gu, '?');
  return `"${shown.length > LONGEST_ECHO ? `${shown.slice(0, LONGEST_ECHO)}…` : shown}"`;
}

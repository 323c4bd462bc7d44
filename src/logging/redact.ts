import { AppError } from '../errors.js';
import { Secret } from '../secret.js';

const HIDDEN = '[redacted]';
const CUT = '[…]';
const UNREADABLE = '[unreadable]';

/** Names under which secrets and message text travel, here, in Webex's JSON and in HTTP. */
const SECRET_NAME =
  /token|secret|passw|authorization|cookie|credential|key$|^code$|code_?verifier|^state$|^nonce$|^text$|markdown|html|^body$|^inputs$|attachments|displayText/i;

/** Secrets inside a text: headers, parameters of sign-in addresses and forms, JSON. */
const SECRET_IN_TEXT: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/\b((?:access_|refresh_|id_)?token|code|state|client_secret|code_verifier|secret)=[^&\s"']+/gi, `$1=${HIDDEN}`],
  [
    /"((?:access_|refresh_|id_)?token|code|state|client_secret|code_verifier|secret)":\s*"[^"]*"?/gi,
    `"$1":"${HIDDEN}"`,
  ],
];

/** Deeper, wider and more than any field of ours: guards against what others nest. */
const DEEPEST = 8;
const MOST_ITEMS = 100;
const MOST_OBJECTS = 2_000;
const LONGEST_TEXT = 8_192;

/** Shorter ones would blot out ordinary words. */
const SHORTEST_SECRET = 6;

export interface RedactorSettings {
  /** Replaced wherever they stand, even inside a longer text. */
  readonly secrets: readonly Secret[];
  /** Whether errors that we foresee show their stacks too; those that are faults of our own always do. */
  readonly withStacks: boolean;
}

/** Answers a copy of anything that is safe to print: no secret, no message text, finite, plain JSON. */
export type Redact = (value: unknown) => unknown;

export function createRedactor({ secrets, withStacks }: RedactorSettings): Redact {
  const inText = createTextRedactor(secrets);

  const redact = (value: unknown, place: Place): unknown => {
    if (typeof value === 'string') return inText(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'function' || typeof value === 'symbol') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    const inside = enter(value, place);
    return inside === null ? CUT : readable(() => inObject(value, inside));
  };

  const inObject = (value: object, place: Place): unknown => {
    if (value instanceof Secret) return value.toString();
    if (value instanceof Date) return Number.isNaN(value.valueOf()) ? null : value.toISOString();
    if (value instanceof URL) return inText(value.href);
    if (value instanceof Error) return mapped(errorFields(value, withStacks), (held) => redact(held, place));
    if (ArrayBuffer.isView(value)) return `[${String(value.byteLength)} bytes]`;
    if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((held) => redact(held, place));
    return mapped(entriesOf(value), (held, name) => (isTelling(name, held) ? HIDDEN : redact(held, place)), inText);
  };

  return (value) => redact(value, { above: [], walk: { objects: 0 } });
}

/** Where a value stands: the objects that hold it, and how many this walk has entered so far. */
interface Place {
  readonly above: readonly object[];
  readonly walk: { objects: number };
}

/** The place inside an object, or null for one that is not entered: a cycle, too deep, or too much in all. */
function enter(value: object, { above, walk }: Place): Place | null {
  walk.objects += 1;
  if (walk.objects > MOST_OBJECTS || above.length > DEEPEST || above.includes(value)) return null;
  return { above: [...above, value], walk };
}

/** A getter of somebody else's may throw. */
function readable(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return UNREADABLE;
  }
}

function createTextRedactor(secrets: readonly Secret[]): (text: string) => string {
  const known = secrets
    .map((secret) => secret.reveal())
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())]);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, HIDDEN);
    // Cut before the patterns, which take longer, and after the secrets, which a cut could leave in halves.
    if (clean.length > LONGEST_TEXT) clean = clean.slice(0, LONGEST_TEXT) + CUT;
    for (const [pattern, replacement] of SECRET_IN_TEXT) clean = clean.replace(pattern, replacement);
    return clean;
  };
}

/** Whether it stands under a name that tells of a secret; flags and counts are none. */
function isTelling(name: string, held: unknown): boolean {
  const isText = typeof held === 'string' || (typeof held === 'object' && held !== null);
  return isText && SECRET_NAME.test(name);
}

type Entries = readonly (readonly [name: string, held: unknown])[];

/** An error says nothing in JSON by itself. `code` is ours or Node's here, never a sign-in's. */
function errorFields(error: Error, withStacks: boolean): Entries {
  const { name, message, stack, cause } = error;
  const shown: Record<string, unknown> = {
    name,
    message,
    code: 'code' in error ? error.code : undefined,
    trackingId: 'trackingId' in error ? error.trackingId : undefined,
    cause: cause instanceof Error ? cause : undefined,
    stack: withStacks || !(error instanceof AppError) ? stack : undefined,
  };
  return Object.entries(shown).filter(([, held]) => held !== undefined);
}

function entriesOf(value: object): Entries {
  return Object.entries(value).slice(0, MOST_ITEMS);
}

function mapped(
  entries: Entries,
  how: (held: unknown, name: string) => unknown,
  rename: (name: string) => string = (name) => name,
): object {
  return Object.fromEntries(entries.map(([name, held]) => [rename(name), how(held, name)]));
}

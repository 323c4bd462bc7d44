import { Secret } from '../secret.js';

const HIDDEN = '[redacted]';

/** Names under which secrets and message text travel, here, in Webex's JSON and in HTTP. */
const SECRET_NAME =
  /token|secret|passw|authorization|cookie|credential|^code$|code_verifier|^state$|^nonce$|^text$|markdown|html|^body$|^inputs$|attachments|displayText/i;

/** Secrets inside a text: headers, and the parameters of sign-in addresses. */
const SECRET_IN_TEXT: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [
    /([?&;\s"']|^)((?:access_|refresh_|id_)?token|code|state|client_secret|code_verifier|secret)(=|"?:\s*"?)[^&\s"']+/gi,
    `$1$2$3${HIDDEN}`,
  ],
];

/** Deeper than any field of ours; a guard against what others nest. */
const DEEPEST = 8;

/** Shorter ones would blot out ordinary words. */
const SHORTEST_SECRET = 6;

/** Answers a copy of anything that is safe to print. */
export function createRedactor(secrets: readonly Secret[]): (value: unknown) => unknown {
  const known = secrets.map((secret) => secret.reveal()).filter((secret) => secret.length >= SHORTEST_SECRET);

  const inText = (text: string): string => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, HIDDEN);
    for (const [pattern, replacement] of SECRET_IN_TEXT) clean = clean.replace(pattern, replacement);
    return clean;
  };

  const redact = (value: unknown, depth: number, above: readonly object[]): unknown => {
    if (typeof value === 'string') return inText(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'function' || typeof value === 'symbol') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Secret) return value.toString();
    if (depth > DEEPEST || above.includes(value)) return '[…]';
    if (value instanceof Date) return Number.isNaN(value.valueOf()) ? null : value.toISOString();
    const path = [...above, value];
    if (Array.isArray(value)) return value.map((held: unknown) => redact(held, depth + 1, path));
    return Object.fromEntries(
      Object.entries(value).map(([name, held]: [string, unknown]) => [
        name,
        SECRET_NAME.test(name) && held !== null && held !== undefined && typeof held !== 'boolean'
          ? HIDDEN
          : redact(held, depth + 1, path),
      ]),
    );
  };
  return (value) => redact(value, 0, []);
}

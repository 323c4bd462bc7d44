import { Secret } from '../secret.js';
import { encryptionKey, list } from './parsers.js';
import type { Reading } from './reading.js';
import type { Config, WebSettings } from './settings.js';
import type { Variable } from './variables.js';

/** Short ones can be guessed from a signed webhook. */
const SHORTEST_WEBHOOK_SECRET = 16;

export function readKeys(reading: Reading): Config['encryptionKeys'] {
  const name = 'TOKEN_ENCRYPTION_KEY';
  const given = list(reading.required(name, '32 random bytes, which `openssl rand -base64 32` makes'));
  if (given.length === 0 && reading.sound(name)) reading.fault(name, `${name} holds no key between its commas.`);
  return given.flatMap((text, i) => {
    const key = encryptionKey(text);
    if (key !== null) return [new Secret('encryption key', key)];
    const which = given.length === 1 ? '' : ` (number ${String(i + 1)})`;
    reading.fault(name, `${name}${which} must be 32 bytes in base64 or hex: \`openssl rand -base64 32\` makes one.`);
    return [];
  });
}

/** A token or secret that travels in a header or form; its shape is Webex's business, a line break in it nobody's. */
export function readSecret<Kind extends string>(
  { required, fault }: Reading,
  { name, kind, what }: { name: Variable; kind: Kind; what: string },
): Secret<Kind> {
  const value = required(name, what);
  if (/[^\x20-\x7e]/.test(value)) {
    fault(name, `${name} must be ${what} alone: it holds line breaks or other characters that none has.`);
  }
  return new Secret(kind, value);
}

export function readWebhookSecret({ text, fault }: Reading): WebSettings['webhookSecret'] {
  const secret = text('WEBHOOK_SECRET');
  if (secret === null) return null;
  if (secret.length < SHORTEST_WEBHOOK_SECRET) {
    fault('WEBHOOK_SECRET', `WEBHOOK_SECRET must be at least ${String(SHORTEST_WEBHOOK_SECRET)} characters long.`);
  }
  return new Secret('webhook secret', secret);
}

import { createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Secret } from '../secret.js';

/** Signs what the bot writes, so that what another hand wrote into the data folder is told apart. */
export interface Signing {
  /** HMAC-SHA256, in hex. */
  sign(text: string): string;
  verifies(text: string, signature: string): boolean;
}

/**
 * `keys`: base64 of 32 bytes each; the first one signs, any of them verifies. From each a key of its own is derived for
 * `purpose`, so that what was signed for one file counts in no other.
 */
export function createSigning(keys: readonly Secret[], purpose: string): Signing {
  const [signer, ...others] = keys.map((key) => derived(key, purpose));
  if (signer === undefined) throw new Error('no key to sign with');
  return {
    sign: (text) => signature(signer, text).toString('hex'),
    verifies: (text, given) => {
      const bytes = Buffer.from(given, 'hex');
      return [signer, ...others].some((key) => sameBytes(signature(key, text), bytes));
    },
  };
}

function signature(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function derived(key: Secret, purpose: string): KeyObject {
  const bytes = hkdfSync('sha256', Buffer.from(key.reveal(), 'base64'), '', purpose, 32);
  return createSecretKey(Buffer.from(bytes));
}

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from '../model.js';

/** Hex SHA-256 of a value's canonical JSON (RFC 8785). */
export function canonicalDigest(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** Canonical JSON has no form for undefined, and nothing else of ours can fail to have one. */
function canonicalJson(value: Json): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('a value without a JSON form was to be digested');
  return text;
}

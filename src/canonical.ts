import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from './model.js';

/** RFC 8785 JSON. Lone surrogates, which it forbids and a name from Webex may hold, become the replacement character. */
export function canonicalJson(value: Json): string {
  const text = canonicalize(wellFormed(value));
  if (text === undefined) throw new Error('a value without a JSON form was to be written');
  return text;
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Hex SHA-256 of a value's canonical JSON. */
export function canonicalDigest(value: Json): string {
  return sha256(canonicalJson(value));
}

function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(wellFormed);
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key.toWellFormed(), wellFormed(held)]));
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

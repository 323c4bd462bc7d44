import { canonicalJson, sha256 } from '../canonical.js';
import type { Actor, AuditEntry, AuditHead, Json } from '../model.js';

/**
 * One line of audit.ndjson. `hash` is the SHA-256 of the other fields' canonical JSON; `prev` the hash of the line before.
 * A type and not an interface, so that it counts as JSON.
 */
export type AuditLine = {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly actor: Actor;
  readonly purge: string | null;
  readonly details: { readonly [key: string]: Json };
  readonly prev: string;
  readonly hash: string;
};

export const BEFORE_FIRST: AuditHead = { seq: 0, hash: '0'.repeat(64) };

export function auditLine(head: AuditHead, at: string, { type, actor, purge, details }: AuditEntry): AuditLine {
  const unhashed = { seq: head.seq + 1, at, type, actor, purge, details, prev: head.hash };
  return { ...unhashed, hash: hashOf(unhashed) };
}

export function hashOf(line: Omit<AuditLine, 'hash'>): string {
  return sha256(canonicalJson(line));
}

export function headOf({ seq, hash }: AuditLine): AuditHead {
  return { seq, hash };
}

/** The line that a text holds, or null where it is none. Says nothing yet of its hash. */
export function readLine(text: string): AuditLine | null {
  try {
    const value: unknown = JSON.parse(text);
    return isLine(value) ? value : null;
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is AuditLine {
  if (typeof value !== 'object' || value === null) return false;
  const line = value as Record<string, unknown>;
  return (
    typeof line['seq'] === 'number' &&
    ['at', 'type', 'actor', 'prev', 'hash'].every((field) => typeof line[field] === 'string') &&
    (line['purge'] === null || typeof line['purge'] === 'string') &&
    typeof line['details'] === 'object' &&
    line['details'] !== null
  );
}

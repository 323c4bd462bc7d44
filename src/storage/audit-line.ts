import { canonicalJson, sha256 } from '../canonical.js';
import type { Actor, AuditEntry, AuditHead, Json } from '../model.js';

/** One line of audit.ndjson. `hash` is the SHA-256 of the other fields' canonical JSON; `prev` the hash of the line before. */
export interface AuditLine {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly actor: Actor;
  readonly purge: string | null;
  readonly details: { readonly [key: string]: Json };
  readonly prev: string;
  readonly hash: string;
}

export const BEFORE_FIRST: AuditHead = { seq: 0, hash: '0'.repeat(64) };

export function auditLine(head: AuditHead, at: string, { type, actor, purge, details }: AuditEntry): AuditLine {
  const unhashed = { seq: head.seq + 1, at, type, actor, purge, details, prev: head.hash };
  return { ...unhashed, hash: hashOf(unhashed) };
}

export function hashOf(line: Omit<AuditLine, 'hash'>): string {
  return sha256(canonicalJson(line));
}

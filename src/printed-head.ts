import type { AuditHead, PrintedHead } from './model.js';

/** Of the hash so much is printed: nobody finds another audit line with these 64 bits, and a person can still compare them. */
const HASH_DIGITS = 16;

/**
 * What a post may end in. Webex takes the backquotes off where it turns markdown into the text of an event. Nothing may follow:
 * a name or comment that the bot repeats stands further up, so nobody puts a head into the bot's mouth.
 */
const PRINTED = /(?:^|\s)Audit (\d{1,15}) · `?([0-9a-f]{16})`?(?: · (card|report) ([a-z0-9][a-z0-9-]{0,31}))?\s*$/;

/**
 * The audit's head as the last line of a post, by which Webex keeps a dated copy of it: ``Audit 123 · `0123456789abcdef` ``.
 * @param of what is posted, where it must be found again: `… · card ID`, `… · report ID`.
 */
export function printedHead({ seq, hash }: AuditHead, of: PrintedHead['of'] = null): string {
  const post = of === null ? '' : ` · ${of.post} ${of.purge}`;
  return `Audit ${String(seq)} · \`${shortHash(hash)}\`${post}`;
}

/** Reads it back out of a post's markdown, or of the text that Webex makes of that; null where the post ends in none. */
export function readPrintedHead(text: string): PrintedHead | null {
  const found = PRINTED.exec(text);
  if (found === null) return null;
  const [, seq = '', hash = '', post, purge] = found;
  const isOf = (post === 'card' || post === 'report') && purge !== undefined;
  return { seq: Number(seq), hash, of: isOf ? { post, purge } : null };
}

/** The part of an audit line's hash that posts show. */
export function shortHash(hash: string): string {
  return hash.slice(0, HASH_DIGITS);
}

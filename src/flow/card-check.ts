import { canonicalDigest } from '../canonical.js';
import type { Json, PurgeRequest } from '../model.js';
import type { AuditPast, Inbox, RequestStore } from '../ports.js';

export interface CardCheckParts {
  readonly inbox: Pick<Inbox, 'fetchMessage'>;
  readonly store: Pick<RequestStore, 'get'>;
  readonly past: AuditPast;
}

/** What stands in the space where our card should, as SHA-256 of its canonical JSON; null where there is no card any more. */
export type CardState =
  { readonly intact: true } | { readonly intact: false; readonly expected: string; readonly found: string | null };

/**
 * Fetches the card again and compares it with the form last audited: whoever holds the bot's token could have edited it into
 * one that says something else. A card that Webex gives back without its content counts as changed, since nobody can tell what
 * the officer saw. Rejects where Webex cannot be asked.
 */
export async function checkPosted(parts: CardCheckParts, id: string): Promise<CardState> {
  const card = (await parts.store.get(id))?.card ?? null;
  if (card === null) return { intact: false, expected: '', found: null };
  const shown = (await parts.inbox.fetchMessage(card.messageId))?.card ?? null;
  const found = shown === null ? null : canonicalDigest(shown);
  if (found === card.digest) return { intact: true };
  // A crash between an edit and its record leaves the newer form in the space; the audit knows it.
  if (found !== null && found === (await lastForm(parts.past, id))) return { intact: true };
  return { intact: false, expected: card.digest, found };
}

async function lastForm(past: AuditPast, id: PurgeRequest['id']): Promise<Json | null> {
  let form: Json | null = null;
  for await (const records of past.records()) {
    for (const { type, purge, details } of records) {
      if (type === 'card.rendered' && purge === id) form = details['card'] ?? null;
    }
  }
  return form;
}

import type { Claims } from './claims.js';
import type { Parts } from './parts.js';
import { tightening } from './rules.js';

/**
 * At the start: open requests take on what today's rules have stricter, for good, so that a later start with laxer ones gives
 * nothing back. Their cards are shown anew by the agenda.
 */
export async function tightenOpen({ store, rules }: Parts, claims: Claims): Promise<void> {
  for (const request of await store.all()) {
    const taken = request.state === 'awaiting' ? tightening(request, rules) : null;
    if (taken === null) continue;
    await claims.claim(request.id, { kind: 'tightened', ...taken }, (next) => ({
      type: 'request.tightened',
      actor: 'bot',
      purge: next.id,
      details: { digest: next.digest, rules: { ...taken.rules }, expiresAt: taken.expiresAt },
    }));
  }
}

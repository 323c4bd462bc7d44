import type { Session } from '../model.js';
import type { VaultRecord } from '../ports.js';
import { missingScopes } from './oauth.js';

/** What may be told of a record: everything but its tokens. */
export function sessionIn({ personId, email, displayName, signedInAt, tokens }: VaultRecord): Session {
  return {
    personId,
    email,
    displayName,
    signedInAt,
    endsAt: tokens.refreshEndsAt,
    missingScopes: missingScopes(tokens.scopes),
  };
}

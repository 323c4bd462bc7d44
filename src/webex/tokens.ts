import { SignInNeededError } from '../errors.js';
import type { PersonId, Session, SignInHelp } from '../model.js';
import type { Clock, Log, SignIn, Vault, VaultRecord } from '../ports.js';
import type { OfficerToken } from '../secret.js';
import { missingScopes, type OAuth } from './oauth.js';

/** An access token lives 14 days, and Webex caps live tokens at 750 a user: it is renewed only when little of it is left. */
const RENEW_WHEN_LEFT_MS = 10 * 60_000;

/** Officers' access tokens, kept fresh. */
export interface Tokens {
  /** A token that is good for some time; refreshed first where it is not. */
  token(officer: PersonId): Promise<OfficerToken>;
  /** Another token than `refused`, which Webex called invalid. */
  renewed(officer: PersonId, refused: OfficerToken): Promise<OfficerToken>;
}

export interface TokensParts {
  readonly vault: Vault;
  readonly oauth: Pick<OAuth, 'refresh'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly help: SignInHelp;
  /** A refresh was refused: the record is erased, the officer has to sign in again. */
  readonly ended: (session: Session) => void;
}

export function createTokens(parts: TokensParts): Tokens & SignIn {
  const { vault, oauth, clock, log } = parts;
  const refreshing = new Map<PersonId, Promise<OfficerToken>>();

  /** One refresh at a time for all callers: a second one could spend a refresh token that is no longer good. */
  const refreshOnce = (record: VaultRecord): Promise<OfficerToken> => {
    const { personId } = record;
    const underWay = refreshing.get(personId);
    if (underWay !== undefined) return underWay;
    const mine = refresh(record).finally(() => refreshing.delete(personId));
    refreshing.set(personId, mine);
    return mine;
  };

  const refresh = async (record: VaultRecord): Promise<OfficerToken> => {
    const renewed = await oauth.refresh(record.tokens);
    if (renewed === null) {
      await vault.remove(record.personId);
      log.warn('webex refused to refresh a sign-in', { person: record.personId });
      parts.ended(sessionIn(record));
      throw new SignInNeededError(record.personId, `Webex ended the sign-in of ${record.displayName}.`);
    }
    // The refresh token may have changed with the answer; it is on disk before anyone uses what came with it.
    await vault.put({ ...record, tokens: renewed });
    return renewed.accessToken;
  };

  const recordOf = async (officer: PersonId): Promise<VaultRecord> => {
    const record = await vault.get(officer);
    if (record === null) throw new SignInNeededError(officer, 'This officer is not signed in.');
    return record;
  };

  return {
    token: async (officer) => {
      const record = await recordOf(officer);
      const leftMs = Date.parse(record.tokens.accessEndsAt) - clock.now();
      return leftMs > RENEW_WHEN_LEFT_MS ? record.tokens.accessToken : refreshOnce(record);
    },
    renewed: async (officer, refused) => {
      const record = await recordOf(officer);
      const changed = record.tokens.accessToken.reveal() !== refused.reveal();
      return changed ? record.tokens.accessToken : refreshOnce(record);
    },
    session: async (officer) => {
      const record = await vault.get(officer);
      return record === null ? null : sessionIn(record);
    },
    sessions: async () => (await vault.list()).map(sessionIn),
    forget: (officer) => vault.remove(officer),
    help: () => parts.help,
  };
}

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

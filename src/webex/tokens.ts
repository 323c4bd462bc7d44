import { SignInNeededError, UnreachableError } from '../errors.js';
import type { PersonId, Session, SignInHelp } from '../model.js';
import type { Clock, Log, SignIn, Vault, VaultRecord } from '../ports.js';
import type { OfficerToken } from '../secret.js';
import { missingScopes, type OAuth } from './oauth.js';

/**
 * An access token lives 14 days, and Webex caps live tokens at 750 a user: it is renewed when an hour is left, or a fifth
 * of the life that it had when we first saw it, whichever is less.
 */
const RENEW_WHEN_LEFT_MS = 3_600_000;
const RENEW_WHEN_LEFT_SHARE = 0.2;

/** Officers' access tokens, kept fresh. */
export interface Tokens {
  /** A token that is good for some time; refreshed first where it is not. Throws SignInNeededError. */
  token(officer: PersonId): Promise<OfficerToken>;
  /** Another token than `refused`, which Webex called invalid. */
  renewed(officer: PersonId, refused: OfficerToken): Promise<OfficerToken>;
}

interface TokensParts {
  readonly vault: Vault;
  readonly oauth: Pick<OAuth, 'refresh'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly help: SignInHelp;
  /** A refresh was refused: the record is erased, the officer has to sign in again. */
  readonly ended: (session: Session) => void;
}

export function createTokens(parts: TokensParts): Tokens & SignIn {
  const { vault } = parts;
  const keeper = new TokenKeeper(parts);
  return {
    token: (officer) => keeper.token(officer),
    renewed: (officer, refused) => keeper.renewed(officer, refused),
    session: async (officer) => {
      const record = await vault.get(officer);
      return record === null ? null : sessionIn(record);
    },
    sessions: async () => (await vault.list()).map(sessionIn),
    forget: (officer) => vault.remove(officer),
    help: () => parts.help,
  };
}

class TokenKeeper {
  readonly #parts: TokensParts;
  readonly #refreshing = new Map<PersonId, Promise<OfficerToken>>();
  /** By access token, when to renew it. */
  readonly #due = new WeakMap<OfficerToken, number>();
  /** The vault may hand out a new object each time; the same secret is kept as one. */
  readonly #seen = new Map<PersonId, OfficerToken>();

  constructor(parts: TokensParts) {
    this.#parts = parts;
  }

  async token(officer: PersonId): Promise<OfficerToken> {
    const record = await this.#record(officer);
    const token = this.#sameObject(record);
    return this.#parts.clock.now() < this.#dueAt(token, record) ? token : this.#refreshEarly(record, token);
  }

  async renewed(officer: PersonId, refused: OfficerToken): Promise<OfficerToken> {
    const record = await this.#record(officer);
    const current = this.#sameObject(record);
    return current.reveal() === refused.reveal() ? this.#refreshOnce(record) : current;
  }

  async #record(officer: PersonId): Promise<VaultRecord> {
    const record = await this.#parts.vault.get(officer);
    if (record === null) throw new SignInNeededError(officer, 'This officer is not signed in.');
    return record;
  }

  #sameObject({ personId, tokens: { accessToken } }: VaultRecord): OfficerToken {
    const seen = this.#seen.get(personId);
    if (seen?.reveal() === accessToken.reveal()) return seen;
    this.#seen.set(personId, accessToken);
    return accessToken;
  }

  #dueAt(token: OfficerToken, { tokens }: VaultRecord): number {
    const known = this.#due.get(token);
    if (known !== undefined) return known;
    const endsMs = Date.parse(tokens.accessEndsAt);
    const leftMs = endsMs - this.#parts.clock.now();
    const dueMs = endsMs - Math.min(RENEW_WHEN_LEFT_MS, leftMs * RENEW_WHEN_LEFT_SHARE);
    this.#due.set(token, dueMs);
    return dueMs;
  }

  /** A token that still has some life is better than none while Webex's sign-in is down. */
  async #refreshEarly(record: VaultRecord, token: OfficerToken): Promise<OfficerToken> {
    try {
      return await this.#refreshOnce(record);
    } catch (error) {
      const alive = this.#parts.clock.now() < Date.parse(record.tokens.accessEndsAt);
      if (alive && error instanceof UnreachableError) return token;
      throw error;
    }
  }

  /** One refresh at a time for all callers: a second one could spend a refresh token that is no longer good. */
  #refreshOnce(record: VaultRecord): Promise<OfficerToken> {
    const { personId } = record;
    const underWay = this.#refreshing.get(personId);
    if (underWay !== undefined) return underWay;
    const mine = this.#refresh(record).finally(() => this.#refreshing.delete(personId));
    this.#refreshing.set(personId, mine);
    return mine;
  }

  async #refresh(stale: VaultRecord): Promise<OfficerToken> {
    const { oauth, vault, log } = this.#parts;
    // The caller may have read the vault before the last refresh was written.
    const record = await this.#record(stale.personId);
    if (!sameTokens(record, stale)) return record.tokens.accessToken;
    const tokens = await oauth.refresh(record.tokens);
    const now = await this.#record(record.personId);
    // Signed in anew meanwhile: what the refresh brought belongs to the sign-in before.
    if (!sameTokens(now, record)) return now.tokens.accessToken;
    if (tokens === null) return this.#end(record);
    // The refresh token may have changed with the answer; it is on disk before anyone uses what came with it.
    await vault.put({ ...record, tokens });
    log.info('token.refreshed', { person: record.personId, endsAt: tokens.accessEndsAt });
    return tokens.accessToken;
  }

  async #end(record: VaultRecord): Promise<never> {
    const { vault, log, ended } = this.#parts;
    await vault.remove(record.personId);
    log.warn('sign-in.ended', { person: record.personId });
    ended(sessionIn(record));
    throw new SignInNeededError(record.personId, `Webex ended the sign-in of ${record.displayName}.`);
  }
}

function sameTokens(one: VaultRecord, other: VaultRecord): boolean {
  return one.tokens.accessToken.reveal() === other.tokens.accessToken.reveal();
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

import { AppError, SignInNeededError } from '../errors.js';
import type { PersonId, Session } from '../model.js';
import type { Clock, Log, TokenSet, Vault, VaultRecord } from '../ports.js';
import type { OfficerToken } from '../secret.js';
import type { OAuth } from './oauth.js';
import { sessionIn } from './session-in.js';

/** A sign-in that Webex ends. */
export interface SignInEnding {
  readonly session: Session;
  /** An earlier renewal was begun and its answer never kept: Webex may have given a new refresh token that is lost. */
  readonly cutOff: boolean;
}

export interface RenewalParts {
  readonly vault: Vault;
  readonly oauth: Pick<OAuth, 'refresh'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Called before the tokens are erased; when it rejects, they are not. */
  readonly ending: (ending: SignInEnding) => Promise<void>;
  readonly ended: (ending: SignInEnding) => void;
}

/** Renews officers' tokens by their refresh tokens. */
export interface Renewal {
  /**
   * A token newer than those of `stale`: one that came meanwhile, or a fresh one. One request at a time for all callers: a
   * second one could spend a refresh token that is no longer good. Throws SignInNeededError where the sign-in is over.
   */
  renew(stale: VaultRecord): Promise<OfficerToken>;
}

export function createRenewal(parts: RenewalParts): Renewal {
  const underWay = new Map<PersonId, Promise<OfficerToken>>();
  const officers = new OfficerTokens(parts);
  return {
    renew: (stale) => {
      const { personId } = stale;
      const before = underWay.get(personId);
      if (before !== undefined) return before;
      const mine = officers.renew(stale).finally(() => underWay.delete(personId));
      underWay.set(personId, mine);
      return mine;
    },
  };
}

/**
 * Whether Webex changes the refresh token with a renewal is not documented. So before it is asked the vault notes that it will
 * be: where the disk takes nothing, the only good token is not spent; and where a crash loses the answer, the next start knows.
 */
class OfficerTokens {
  readonly #parts: RenewalParts;
  /** What Webex answered and the disk did not take. It is kept before Webex is asked again. */
  readonly #unkept = new Map<PersonId, { readonly before: VaultRecord; readonly tokens: TokenSet }>();

  constructor(parts: RenewalParts) {
    this.#parts = parts;
  }

  async renew(stale: VaultRecord): Promise<OfficerToken> {
    const { vault, oauth, clock } = this.#parts;
    // The caller may have read the vault before the last renewal was written.
    const record = await this.#recordOf(stale.personId);
    if (!sameTokens(record, stale)) return record.tokens.accessToken;
    const unkept = this.#unkept.get(record.personId);
    if (unkept !== undefined && sameTokens(unkept.before, record)) return this.#keep(record, unkept.tokens);

    const begun = { ...record, renewalBegunAt: new Date(clock.now()).toISOString() };
    if (!(await vault.replace(record, begun))) return this.#present(record.personId);
    const tokens = await oauth.refresh(record.tokens);
    if (tokens === null) return this.#end(begun, record.renewalBegunAt !== null);
    return this.#keep(begun, tokens);
  }

  /** The refresh token may have changed with the answer; it is on disk before anyone uses what came with it. */
  async #keep(before: VaultRecord, tokens: TokenSet): Promise<OfficerToken> {
    const { vault, log } = this.#parts;
    const { personId } = before;
    this.#unkept.set(personId, { before, tokens });
    const isKept = await vault.replace(before, { ...before, tokens, renewalBegunAt: null });
    this.#unkept.delete(personId);
    if (!isKept) return this.#present(personId);
    log.info('token.refreshed', { person: personId, endsAt: tokens.accessEndsAt });
    return tokens.accessToken;
  }

  async #end(record: VaultRecord, cutOff: boolean): Promise<OfficerToken> {
    const { vault, log, ending, ended } = this.#parts;
    const { personId, displayName } = record;
    if (!sameTokens(await this.#recordOf(personId), record)) return this.#present(personId);
    const end = { session: sessionIn(record), cutOff };
    await ending(end);
    if (!(await vault.replace(record, null))) return this.#present(personId);
    log.warn('sign-in.ended', { person: personId, cutOff });
    ended(end);
    throw new SignInNeededError(personId, `Webex ended the sign-in of ${displayName}.`);
  }

  /** Signed in anew meanwhile, what a renewal brought belongs to the sign-in before; signed out, to none. */
  async #present(officer: PersonId): Promise<OfficerToken> {
    return (await this.#recordOf(officer)).tokens.accessToken;
  }

  async #recordOf(officer: PersonId): Promise<VaultRecord> {
    return recordOf(this.#parts.vault, officer);
  }
}

/** Throws SignInNeededError where there is none. */
export async function recordOf(vault: Vault, officer: PersonId): Promise<VaultRecord> {
  const record = await vault.get(officer);
  if (record === null) throw new SignInNeededError(officer, 'This officer is not signed in.');
  return record;
}

/** Whether a token that still lives serves although it could not be renewed: that says nothing against it. */
export function isNoWordOnTheToken(error: unknown): boolean {
  return error instanceof AppError && ['unreachable', 'disk'].includes(error.code);
}

function sameTokens(one: VaultRecord, other: VaultRecord): boolean {
  return one.tokens.accessToken.equals(other.tokens.accessToken);
}

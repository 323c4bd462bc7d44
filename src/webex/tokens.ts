import { explain } from '../errors.js';
import type { PersonId, SignInHelp } from '../model.js';
import type { SignIn, VaultRecord } from '../ports.js';
import type { OfficerToken } from '../secret.js';
import { createRenewal, isNoWordOnTheToken, recordOf, type Renewal, type RenewalParts } from './renewal.js';
import { sessionIn } from './session-in.js';

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

/** Renewals that were begun, and whose answer is not known. */
export interface CutOffRenewals {
  /** Does anew the renewals that the end of the process before cut off: what came of those is not known. Never rejects. */
  settle(): Promise<void>;
}

interface TokensParts extends RenewalParts {
  readonly help: SignInHelp;
}

export function createTokens(parts: TokensParts): Tokens & SignIn & CutOffRenewals {
  const { vault } = parts;
  const keeper = new TokenKeeper(parts);
  return {
    token: (officer) => keeper.token(officer),
    renewed: (officer, refused) => keeper.renewed(officer, refused),
    settle: () => keeper.settle(),
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
  readonly #renewal: Renewal;
  /** By access token, when to renew it. */
  readonly #due = new WeakMap<OfficerToken, number>();
  /** The vault may hand out a new object each time; the same secret is kept as one. */
  readonly #seen = new Map<PersonId, OfficerToken>();

  constructor(parts: TokensParts) {
    this.#parts = parts;
    this.#renewal = createRenewal(parts);
  }

  async token(officer: PersonId): Promise<OfficerToken> {
    const record = await recordOf(this.#parts.vault, officer);
    const token = this.#sameObject(record);
    const isFresh = record.renewalBegunAt === null && this.#parts.clock.now() < this.#dueAt(token, record);
    return isFresh ? token : this.#renewEarly(record, token);
  }

  async renewed(officer: PersonId, refused: OfficerToken): Promise<OfficerToken> {
    const record = await recordOf(this.#parts.vault, officer);
    const current = this.#sameObject(record);
    return current.equals(refused) ? this.#renewal.renew(record) : current;
  }

  async settle(): Promise<void> {
    const { vault, log } = this.#parts;
    for (const record of await vault.list()) {
      if (record.renewalBegunAt === null) continue;
      log.info('token.renewal-was-cut-off', { person: record.personId, begunAt: record.renewalBegunAt });
      // Where Webex ended the sign-in, that was told already; where it was not reached, the next use asks again.
      await this.#renewal.renew(record).catch((error: unknown) => {
        log.warn('token.not-renewed', { person: record.personId, reason: explain(error).message });
      });
    }
  }

  #sameObject({ personId, tokens: { accessToken } }: VaultRecord): OfficerToken {
    const seen = this.#seen.get(personId);
    if (seen?.equals(accessToken) === true) return seen;
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

  /** A token that still has some life is better than none while Webex's sign-in is down, or our disk is full. */
  async #renewEarly(record: VaultRecord, token: OfficerToken): Promise<OfficerToken> {
    try {
      return await this.#renewal.renew(record);
    } catch (error) {
      const alive = this.#parts.clock.now() < Date.parse(record.tokens.accessEndsAt);
      if (alive && isNoWordOnTheToken(error)) return token;
      throw error;
    }
  }
}

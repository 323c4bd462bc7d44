import type { TokenSet, Vault, VaultRecord } from '../../src/ports.js';
import { Secret } from '../../src/secret.js';
import { SCOPES } from '../../src/webex/oauth.js';

/** Hands out a new object each time, as a vault that decrypts does. */
export function memoryVault(...records: readonly VaultRecord[]): Vault {
  const kept = new Map(records.map((record) => [record.personId, record]));
  return {
    get: (personId) => Promise.resolve(copyOf(kept.get(personId))),
    list: () => Promise.resolve([...kept.values()]),
    put: (record) => Promise.resolve(void kept.set(record.personId, record)),
    replace: (before, next) => {
      const { personId, tokens } = before;
      if (kept.get(personId)?.tokens.accessToken.equals(tokens.accessToken) !== true) return Promise.resolve(false);
      if (next === null) kept.delete(personId);
      else kept.set(personId, next);
      return Promise.resolve(true);
    },
    remove: (personId) => Promise.resolve(kept.delete(personId)),
  };
}

export function tokenSet(access: string, endsAt: string, refresh = `refresh-of-${access}`): TokenSet {
  return {
    accessToken: new Secret('officer token', access),
    accessEndsAt: endsAt,
    refreshToken: new Secret('refresh token', refresh),
    refreshEndsAt: '2027-02-22T12:00:00.000Z',
    scopes: SCOPES,
  };
}

export function recordOf(tokens: TokenSet): VaultRecord {
  return {
    personId: 'olivia',
    email: 'olivia@example.com',
    displayName: 'Olivia Officer',
    signedInAt: '2026-11-01T09:00:00.000Z',
    tokens,
    renewalBegunAt: null,
  };
}

function copyOf(record: VaultRecord | undefined): VaultRecord | null {
  if (record === undefined) return null;
  const { accessToken, refreshToken } = record.tokens;
  const tokens: TokenSet = {
    ...record.tokens,
    accessToken: new Secret('officer token', accessToken.reveal()),
    refreshToken: new Secret('refresh token', refreshToken.reveal()),
  };
  return { ...record, tokens };
}

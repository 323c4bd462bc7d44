import { createHash } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import type { TokenSet, VaultRecord } from '../ports.js';
import { Secret } from '../secret.js';

/** AES-256-GCM; jose draws a new nonce for every record it writes. */
const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' } as const;

export interface VaultKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Of the base64 of 32 bytes. The id tells keys apart and gives nothing of them away. */
export function readKey(key: Secret): VaultKey {
  const bytes = Buffer.from(key.reveal(), 'base64');
  return { bytes, id: createHash('sha256').update('key id').update(bytes).digest('hex').slice(0, 16) };
}

/** Which key sealed it. */
export function keyIdOf(jwe: string): string | undefined {
  return decodeProtectedHeader(jwe).kid;
}

/** A compact JWE. The one place where tokens are laid out in clear, on their way into the cipher. */
export async function seal(record: VaultRecord, { id, bytes }: VaultKey): Promise<string> {
  const { accessToken, refreshToken, ...lives } = record.tokens;
  const clear: Clear = {
    ...record,
    tokens: { ...lives, accessToken: accessToken.reveal(), refreshToken: refreshToken.reveal() },
  };
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(clear)))
    .setProtectedHeader({ ...ENCRYPTION, kid: id, sub: record.personId })
    .encrypt(bytes);
}

/** Rejects where no key of the ring fits, a bit was changed, or the record is another person's. */
export async function unseal(jwe: string, personId: string, ring: readonly VaultKey[]): Promise<VaultRecord> {
  const header = decodeProtectedHeader(jwe);
  const key = ring.find(({ id }) => id === header.kid);
  if (key === undefined) throw new Error('no key of TOKEN_ENCRYPTION_KEY wrote this record');
  const { plaintext } = await compactDecrypt(jwe, key.bytes, {
    keyManagementAlgorithms: [ENCRYPTION.alg],
    contentEncryptionAlgorithms: [ENCRYPTION.enc],
  });
  if (header['sub'] !== personId) throw new Error('the record belongs to somebody else');
  return fromClear(JSON.parse(new TextDecoder().decode(plaintext)) as Clear);
}

type Clear = Omit<VaultRecord, 'tokens' | 'renewalBegunAt'> & {
  readonly tokens: Omit<TokenSet, 'accessToken' | 'refreshToken'> & { accessToken: string; refreshToken: string };
  /** Missing in what an older version wrote. */
  readonly renewalBegunAt?: string | null;
};

function fromClear({ tokens, ...record }: Clear): VaultRecord {
  const { accessToken, refreshToken, ...lives } = tokens;
  return {
    ...record,
    renewalBegunAt: record.renewalBegunAt ?? null,
    tokens: {
      ...lives,
      accessToken: new Secret('officer token', accessToken),
      refreshToken: new Secret('refresh token', refreshToken),
    },
  };
}

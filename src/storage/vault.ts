import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { DamagedFileError } from '../errors.js';
import type { TokenSet, Vault, VaultRecord } from '../ports.js';
import { Secret } from '../secret.js';
import { codeOf, ensureFolder, replaceFile } from './durable.js';

/** AES-256-GCM; jose draws a new nonce for every record it writes. */
const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' } as const;

interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * vault.json holds one compact JWE an officer, by person id. The id stands in the authenticated header too, so a record
 * cannot be moved to another officer. `keys`: base64 of 32 bytes each; the first one encrypts, all of them decrypt.
 */
export async function openVault(dataDir: string, keys: readonly Secret[]): Promise<Vault> {
  await ensureFolder(dataDir);
  const path = join(dataDir, 'vault.json');
  const ring = keys.map(readKey);
  const [first] = ring;
  if (first === undefined) throw new Error('no key for the vault');
  let sealed = await readSealed(path);
  const records = new Map<string, VaultRecord>();
  for (const [personId, jwe] of Object.entries(sealed))
    records.set(personId, await unseal(path, { jwe, personId }, ring));

  let tail: Promise<unknown> = Promise.resolve();
  const change = <T>(task: () => Promise<T>): Promise<T> => {
    const mine = tail.then(task);
    tail = mine.catch(() => undefined);
    return mine;
  };
  const keep = async (next: Readonly<Record<string, string>>): Promise<void> => {
    await replaceFile(path, `${JSON.stringify(next, null, 1)}\n`);
    sealed = next;
  };

  if (Object.values(sealed).some((jwe) => decodeProtectedHeader(jwe).kid !== first.id)) {
    await keep(await sealAll(records.values(), first));
  }
  return {
    get: (personId) => Promise.resolve(records.get(personId) ?? null),
    list: () => Promise.resolve([...records.values()]),
    put: (record) =>
      change(async () => {
        await keep({ ...sealed, [record.personId]: await seal(record, first) });
        records.set(record.personId, record);
      }),
    remove: (personId) =>
      change(async () => {
        if (!records.has(personId)) return false;
        await keep(Object.fromEntries(Object.entries(sealed).filter(([id]) => id !== personId)));
        return records.delete(personId);
      }),
  };
}

async function sealAll(records: Iterable<VaultRecord>, key: Key): Promise<Record<string, string>> {
  const sealed: Record<string, string> = {};
  for (const record of records) sealed[record.personId] = await seal(record, key);
  return sealed;
}

function readKey(key: Secret): Key {
  const bytes = Buffer.from(key.reveal(), 'base64');
  return { bytes, id: createHash('sha256').update('key id').update(bytes).digest('hex').slice(0, 16) };
}

/** The one place where tokens are laid out in clear, on their way into the cipher. */
async function seal(record: VaultRecord, { id, bytes }: Key): Promise<string> {
  const { accessToken, refreshToken, ...lives } = record.tokens;
  const clear = {
    ...record,
    tokens: { ...lives, accessToken: accessToken.reveal(), refreshToken: refreshToken.reveal() },
  };
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(clear)))
    .setProtectedHeader({ ...ENCRYPTION, kid: id, sub: record.personId })
    .encrypt(bytes);
}

async function unseal(
  path: string,
  { jwe, personId }: { jwe: string; personId: string },
  ring: readonly Key[],
): Promise<VaultRecord> {
  try {
    const header = decodeProtectedHeader(jwe);
    const key = ring.find(({ id }) => id === header.kid);
    if (key === undefined) throw new Error('no key of TOKEN_ENCRYPTION_KEY wrote this record');
    const { plaintext } = await compactDecrypt(jwe, key.bytes, {
      keyManagementAlgorithms: [ENCRYPTION.alg],
      contentEncryptionAlgorithms: [ENCRYPTION.enc],
    });
    if (header['sub'] !== personId) throw new Error('the record belongs to somebody else');
    return fromClear(JSON.parse(new TextDecoder().decode(plaintext)) as Clear);
  } catch (cause) {
    throw damaged(path, cause);
  }
}

type Clear = Omit<VaultRecord, 'tokens'> & {
  readonly tokens: Omit<TokenSet, 'accessToken' | 'refreshToken'> & { accessToken: string; refreshToken: string };
};

function fromClear({ tokens, ...record }: Clear): VaultRecord {
  const { accessToken, refreshToken, ...lives } = tokens;
  return {
    ...record,
    tokens: {
      ...lives,
      accessToken: new Secret('officer token', accessToken),
      refreshToken: new Secret('refresh token', refreshToken),
    },
  };
}

async function readSealed(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return {};
    throw damaged(path, cause);
  }
}

function damaged(path: string, cause: unknown): DamagedFileError {
  return new DamagedFileError(path, 'cannot be opened: it was damaged, or written under another key.', {
    hint: 'Put the key that wrote it into TOKEN_ENCRYPTION_KEY. Without that key, move the file away and let every officer sign in again.',
    cause,
  });
}

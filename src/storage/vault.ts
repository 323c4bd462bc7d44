import { join } from 'node:path';
import { DamagedFileError } from '../errors.js';
import type { Vault, VaultRecord } from '../ports.js';
import type { Secret } from '../secret.js';
import { ensureFolder, readIfThere, replaceFile } from './durable.js';
import { keyIdOf, readKey, seal, unseal, type VaultKey } from './vault-record.js';

/** One compact JWE an officer, by person id. */
type Sealed = Readonly<Record<string, string>>;

/**
 * vault.json holds one compact JWE an officer, by person id. The id stands in the authenticated header too, so a record
 * cannot be moved to another officer. `keys`: base64 of 32 bytes each; the first one encrypts, all of them decrypt, and what
 * an older one sealed is sealed anew at once. A DamagedFileError, and the file left as it is, where a record does not open.
 */
export async function openVault(dataDir: string, keys: readonly Secret[]): Promise<Vault> {
  await ensureFolder(dataDir);
  const path = join(dataDir, 'vault.json');
  const ring = keys.map(readKey);
  const [first] = ring;
  if (first === undefined) throw new Error('no key for the vault');
  let sealed = await readSealed(path);
  const records = await unsealAll(path, sealed, ring);

  const keep = async (next: Sealed): Promise<void> => {
    await replaceFile(path, `${JSON.stringify(next, null, 1)}\n`);
    sealed = next;
  };
  if (Object.values(sealed).some((jwe) => keyIdOf(jwe) !== first.id)) await keep(await sealAll(records, first));

  const store = async (record: VaultRecord): Promise<void> => {
    await keep({ ...sealed, [record.personId]: await seal(record, first) });
    records.set(record.personId, record);
  };
  const drop = async (personId: string): Promise<void> => {
    await keep(Object.fromEntries(Object.entries(sealed).filter(([id]) => id !== personId)));
    records.delete(personId);
  };

  const oneByOne = createQueue();
  return {
    get: (personId) => Promise.resolve(records.get(personId) ?? null),
    list: () => Promise.resolve([...records.values()]),
    put: (record) => oneByOne(() => store(record)),
    replace: (before, next) =>
      oneByOne(async () => {
        const { personId, tokens } = before;
        if (records.get(personId)?.tokens.accessToken.equals(tokens.accessToken) !== true) return false;
        if (next === null) await drop(personId);
        else await store(next);
        return true;
      }),
    remove: (personId) =>
      oneByOne(async () => {
        if (!records.has(personId)) return false;
        await drop(personId);
        return true;
      }),
  };
}

/** Who is signed in, by the file as it is. Writes nothing, not even what an older key sealed; so the bot may be at work meanwhile. */
export async function readVault(dataDir: string, keys: readonly Secret[]): Promise<readonly VaultRecord[]> {
  const path = join(dataDir, 'vault.json');
  return [...(await unsealAll(path, await readSealed(path), keys.map(readKey))).values()];
}

function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = tail.then(task);
    tail = mine.catch(() => undefined);
    return mine;
  };
}

async function unsealAll(path: string, sealed: Sealed, ring: readonly VaultKey[]): Promise<Map<string, VaultRecord>> {
  const records = new Map<string, VaultRecord>();
  try {
    for (const [personId, jwe] of Object.entries(sealed)) records.set(personId, await unseal(jwe, personId, ring));
  } catch (cause) {
    throw damaged(path, cause);
  }
  return records;
}

async function sealAll(records: ReadonlyMap<string, VaultRecord>, key: VaultKey): Promise<Sealed> {
  const sealed: Record<string, string> = {};
  for (const record of records.values()) sealed[record.personId] = await seal(record, key);
  return sealed;
}

async function readSealed(path: string): Promise<Sealed> {
  const text = await readIfThere(path);
  if (text === null) return {};
  try {
    const sealed: unknown = JSON.parse(text);
    if (!isSealed(sealed)) throw new Error('not one text an officer');
    return sealed;
  } catch (cause) {
    throw damaged(path, cause);
  }
}

function isSealed(value: unknown): value is Sealed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((jwe) => typeof jwe === 'string');
}

function damaged(path: string, cause: unknown): DamagedFileError {
  return new DamagedFileError(path, 'cannot be opened: it was damaged, or written under another key.', {
    hint: 'Put the key that wrote it into TOKEN_ENCRYPTION_KEY. Without that key, move the file away and let every officer sign in again.',
    cause,
  });
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { DamagedFileError } from '../../src/errors.js';
import type { VaultRecord } from '../../src/ports.js';
import { Secret } from '../../src/secret.js';
import { openVault } from '../../src/storage/vault.js';
import { describeVault } from '../contract/vault.js';
import { keyNumber, modeOf, tempFolder } from './support.js';

describeVault('vault.json', async () => openVault(await tempFolder(), [keyNumber(1)]));

describe('vault.json', () => {
  it('gives back what was put in, after a restart too', async () => {
    const folder = await tempFolder();
    const vault = await openVault(folder, [keyNumber(1)]);
    await Promise.all([vault.put(aRecord('olivia')), vault.put(aRecord('oscar'))]);
    expect(await vault.remove('oscar')).toBe(true);
    expect(await vault.remove('oscar')).toBe(false);

    const again = await openVault(folder, [keyNumber(1)]);
    const record = await again.get('olivia');
    expect(record?.tokens.accessToken.reveal()).toBe('access-of-olivia');
    expect(record?.tokens.refreshToken.reveal()).toBe('refresh-of-olivia');
    expect(record).toMatchObject({ email: 'olivia@example.com', tokens: { scopes: ['spark:kms'] } });
    expect(await again.list()).toHaveLength(1);
    expect(await again.get('constructor')).toBeNull();
  });

  it('holds no token in clear, and is closed to other accounts', async () => {
    const { path, text } = await vaultOf('olivia');
    expect(text).not.toMatch(/(access|refresh)-of/);
    expect(Buffer.from(text, 'base64').toString('latin1')).not.toMatch(/(access|refresh)-of/);
    expect(await modeOf(path)).toBe(0o600);
    expect(await modeOf(join(path, '..'))).toBe(0o700);
  });

  it('draws a new nonce each time', async () => {
    const { folder, path, text } = await vaultOf('olivia');
    await (await openVault(folder, [keyNumber(1)])).put(aRecord('olivia'));
    expect(await readFile(path, 'utf8')).not.toBe(text);
  });

  it('is sealed anew under the first key at its next opening, so that the old one can go', async () => {
    const { folder, path, text } = await vaultOf('olivia');
    await openVault(folder, [keyNumber(2), keyNumber(1)]);
    expect(keyOf(await readFile(path, 'utf8'))).not.toBe(keyOf(text));
    const rotated = await openVault(folder, [keyNumber(2)]);
    expect((await rotated.get('olivia'))?.tokens.accessToken.reveal()).toBe('access-of-olivia');
  });

  it('refuses another key, with the path and what to do, and keeps the file', async () => {
    const { folder, path, text } = await vaultOf('olivia');
    const opening = openVault(folder, [keyNumber(2)]);
    await expect(opening).rejects.toThrow(DamagedFileError);
    await expect(opening).rejects.toMatchObject({
      message: expect.stringContaining(path) as string,
      hint: expect.stringContaining('TOKEN_ENCRYPTION_KEY') as string,
    });
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('refuses a record moved to another person', async () => {
    const { folder, path, text } = await vaultOf('olivia');
    await writeFile(path, text.replace('"olivia"', '"mallory"'));
    await expect(openVault(folder, [keyNumber(1)])).rejects.toThrow(DamagedFileError);
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, -40)],
    ['empty', () => ''],
    ['no object', () => 'null'],
    ['a list', () => '["a"]'],
    ['without a cut tag', (text: string) => text.replace(/[\w-]{6}"\n/, '"\n')],
    ['with another algorithm', (text: string) => text.replace(/": "[\w-]+\./, `": "${header('none')}.`)],
    [
      'with a changed letter',
      (text: string) => text.replace(/\.([\w-])([\w-]{10})/, (_, a: string, b: string) => `.${flip(a)}${b}`),
    ],
  ])('refuses a file that is %s', async (_, change) => {
    const { folder, path, text } = await vaultOf('olivia');
    expect(change(text)).not.toBe(text);
    await writeFile(path, change(text));
    await expect(openVault(folder, [keyNumber(1)])).rejects.toThrow(DamagedFileError);
  });
});

function aRecord(personId: string): VaultRecord {
  return {
    personId,
    email: `${personId}@example.com`,
    displayName: personId,
    signedInAt: '2026-11-01T00:00:00.000Z',
    renewalBegunAt: null,
    tokens: {
      accessToken: new Secret('officer token', `access-of-${personId}`),
      accessEndsAt: '2026-11-15T00:00:00.000Z',
      refreshToken: new Secret('refresh token', `refresh-of-${personId}`),
      refreshEndsAt: '2027-01-30T00:00:00.000Z',
      scopes: ['spark:kms'],
    },
  };
}

async function vaultOf(personId: string): Promise<{ folder: string; path: string; text: string }> {
  const folder = await tempFolder();
  await (await openVault(folder, [keyNumber(1)])).put(aRecord(personId));
  const path = join(folder, 'vault.json');
  return { folder, path, text: await readFile(path, 'utf8') };
}

function keyOf(text: string): string | undefined {
  const [jwe = ''] = Object.values(JSON.parse(text) as Record<string, string>);
  return decodeProtectedHeader(jwe).kid;
}

function header(alg: string): string {
  return Buffer.from(JSON.stringify({ alg, enc: 'A256GCM', kid: 'x', sub: 'olivia' })).toString('base64url');
}

function flip(letter: string): string {
  return letter === 'A' ? 'B' : 'A';
}

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DamagedFileError } from '../../src/errors.js';
import { openState } from '../../src/storage/state.js';
import { describeFacts } from '../contract/facts.js';
import { describeRequestStore } from '../contract/request-store.js';
import { aRequest } from '../support/requests.js';
import { keyNumber, modeOf, tempFolder } from './support.js';

const KEYS = [keyNumber(1)];

describeRequestStore('state.json', async () => (await openState(await tempFolder(), KEYS)).requests);
describeFacts('state.json', async () => (await openState(await tempFolder(), KEYS)).facts);

describe('state.json', () => {
  it('outlives the process, closed to other accounts', async () => {
    const folder = await tempFolder();
    const state = await openState(folder, KEYS);
    await state.requests.insert(aRequest());
    await state.facts.set('pause', true);
    await state.keepAuditHead({ seq: 7, hash: 'a'.repeat(64) });

    const again = await openState(folder, KEYS);
    expect(await again.requests.get(aRequest().id)).toEqual(aRequest());
    expect(await again.facts.get('pause')).toBe(true);
    expect(again.auditHead).toEqual({ seq: 7, hash: 'a'.repeat(64) });
    expect(await modeOf(join(folder, 'state.json'))).toBe(0o600);
    expect(await modeOf(folder)).toBe(0o700);
  });

  it('is verified by any given key, and signed by the first at the next write', async () => {
    const folder = await tempFolder();
    await (await openState(folder, [keyNumber(1)])).facts.set('a', 1);
    await (await openState(folder, [keyNumber(2), keyNumber(1)])).facts.set('b', 2);
    const rotated = await openState(folder, [keyNumber(2)]);
    expect(await rotated.facts.get('a')).toBe(1);
  });

  it('refuses a file written under another key, and leaves it as it is', async () => {
    const { path, text } = await written();
    const opening = openState(join(path, '..'), [keyNumber(9)]);
    await expect(opening).rejects.toThrow(DamagedFileError);
    await expect(opening).rejects.toMatchObject({ path, message: expect.stringContaining(path) as string });
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('refuses a file with any changed value or any part missing', async () => {
    const { path, text } = await written();
    const body = text.trimEnd();
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), async (at) => {
        const changed = `${body.slice(0, at)}${body[at] === '7' ? '8' : '7'}${body.slice(at + 1)}`;
        await writeFile(path, changed);
        await expect(reopenedRight(path, text)).resolves.toBe(true);
        await writeFile(path, body.slice(0, at));
        await expect(openState(join(path, '..'), KEYS)).rejects.toThrow(DamagedFileError);
      }),
      { numRuns: 60 },
    );
  });

  it('does not mind a half-written temporary file beside it', async () => {
    const { path } = await written();
    await writeFile(`${path}.0123456789ab.tmp`, '{"hmac": "12');
    expect(await (await openState(join(path, '..'), KEYS)).facts.get('n')).toBe(1);
  });

  it('shows a change only once it is on disk', async () => {
    const { path } = await written();
    const { facts } = await openState(join(path, '..'), KEYS);
    const writing = facts.set('n', 2);
    expect(await facts.get('n')).toBe(1);
    await writing;
    expect(await facts.get('n')).toBe(2);
  });

  it('leaves no temporary file behind', async () => {
    const { path } = await written();
    expect(await readdir(join(path, '..'))).toEqual(['state.json']);
  });
});

async function written(): Promise<{ path: string; text: string }> {
  const folder = await tempFolder();
  const state = await openState(folder, KEYS);
  await state.requests.insert(aRequest());
  await state.facts.set('n', 1);
  const path = join(folder, 'state.json');
  return { path, text: await readFile(path, 'utf8') };
}

/** A changed file is refused, unless the change is none in meaning (white space). */
async function reopenedRight(path: string, text: string): Promise<boolean> {
  try {
    await openState(join(path, '..'), KEYS);
    return JSON.stringify(JSON.parse(await readFile(path, 'utf8'))) === JSON.stringify(JSON.parse(text));
  } catch (error) {
    return error instanceof DamagedFileError;
  }
}

import { appendFile, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.js';
import type { HoldRow } from '../../src/ports.js';
import { createHoldFile } from '../../src/storage/holds-file.js';

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holds-'));
  path = join(folder, 'holds.csv');
});
afterAll(() => rm(folder, { recursive: true }));

async function rowsOf(content: string | Buffer): Promise<readonly HoldRow[]> {
  await writeFile(path, content);
  return (await createHoldFile(path).read()).rows;
}

async function faultOf(content: string | Buffer): Promise<string> {
  const error = await rowsOf(content).catch((thrown: unknown) => thrown);
  if (!(error instanceof AppError)) throw new Error('it was accepted');
  return `${error.message} ${error.hint}`;
}

const ID = 'Y2lzY29zcGFyazovL3VzL1BFT1BMRS8xMjM0NQ==';
const ANN = { who: 'ann@example.com', reason: null };

describe('a hold file is read', () => {
  it.each<[string, string | Buffer, readonly HoldRow[]]>([
    [
      'plain',
      `ann@example.com,case 7\n${ID},case 8\n`,
      [
        { ...ANN, reason: 'case 7' },
        { who: ID, reason: 'case 8' },
      ],
    ],
    ['with a heading', 'email-or-id,reason\nann@example.com,case 7\n', [{ ...ANN, reason: 'case 7' }]],
    ['with a heading in capitals', 'E-Mail Addresses,Notes\nann@example.com,\n', [ANN]],
    ['one column with a heading', 'email\nann@example.com\n', [ANN]],
    ['one column without', 'ann@example.com\n', [ANN]],
    ['without a line break at its end', 'ann@example.com', [ANN]],
    ['with the line breaks of Windows and a byte-order mark', '\ufeffEmail\r\nann@example.com\r\n', [ANN]],
    ['with quotes', '"ann@example.com","Smith, Jones ""and"" more"\n', [{ ...ANN, reason: 'Smith, Jones "and" more' }]],
    ['with capitals in an address but not in an id', `ANN@Example.com\n${ID}\n`, [ANN, { who: ID, reason: null }]],
    ['with spaces around, empty lines and empty columns', '\n  ann@example.com ,  ,,\n\n ,,\n', [ANN]],
    ['with somebody twice', 'ann@example.com,first\nann@example.com,second\n', [{ ...ANN, reason: 'first' }]],
    ['with an id that looks like a name', 'david\n', [{ who: 'david', reason: null }]],
    ['with nothing but a heading', 'email\n', []],
    ['empty', '', []],
  ])('%s', async (_, content, rows) => {
    expect(await rowsOf(content)).toEqual(rows);
  });
});

describe('a hold file is refused, and the line named', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['a name', 'email\nann@example.com\nAnn Archer,case 7\n', /line 3: "Ann Archer" is neither/],
    ['no address', 'ann@example.com\nann@example@com\n', /line 2: "ann@example@com" is no e-mail address/],
    ['an address without a name', '@example.com\n', /line 1: "@example.com" is no e-mail address/],
    [
      'semicolons',
      'email;reason\nann@example.com;case 7\n',
      /line 1: "email;reason" is not cut into columns by a comma/,
    ],
    ['a third column', 'ann@example.com,case 7,important\n', /line 1: it has 3 columns.*quotation marks/],
    ['nobody', 'ann@example.com\n,case 7\n', /line 2: the first column is empty/],
    ['an open quote', 'ann@example.com\n"bob@example.com,case 7\n', /line \d: a quotation mark/],
    ['a stray quote', 'ann@example.com\nb"ob@example.com,case 7\n', /line 2: a quotation mark/],
    ['a control character', 'ann@example.com\nbob\u202E@example.com\n', /line 2: "bob\?@example.com" is neither/],
    ['a very long word', `ann@example.com\n${'x'.repeat(400)}\n`, /line 2: .*too long/],
    ['another encoding', Buffer.from('ann@example.com,Müller\n', 'latin1'), /not UTF-8.*CSV UTF-8/],
    ['UTF-16', Buffer.from('\ufeffann@example.com\n', 'utf16le'), /not UTF-8/],
  ])('%s', async (_, content, fault) => {
    expect(await faultOf(content)).toMatch(fault);
  });

  it('a file that is not there', async () => {
    const gone = createHoldFile(join(folder, 'gone.csv'));
    expect(await gone.stamp()).toBeNull();
    await expect(gone.read()).rejects.toThrow(/gone.csv, which cannot be read/);
  });
});

describe('the stamp of a hold file', () => {
  it('changes whenever the file is written or replaced, even at the same size and time', async () => {
    const file = createHoldFile(path);
    const time = new Date('2026-11-24T12:00:00.000Z');
    await writeFile(path, 'ann@example.com\n');
    await utimes(path, time, time);
    const stamps = [await file.stamp(), await file.stamp()];
    await writeFile(`${path}.new`, 'bob@example.com\n');
    await utimes(`${path}.new`, time, time);
    await rename(`${path}.new`, path);
    stamps.push(await file.stamp());
    await appendFile(path, 'cy@example.com\n');
    stamps.push(await file.stamp());
    expect(stamps[0]).toBe(stamps[1]);
    expect(new Set(stamps).size).toBe(3);
  });

  it('comes with the digest of the very bytes', async () => {
    await writeFile(path, 'ann@example.com\n');
    expect((await createHoldFile(path).read()).sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

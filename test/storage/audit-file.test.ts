import { createHash } from 'node:crypto';
import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DamagedFileError } from '../../src/errors.js';
import type { AuditHead } from '../../src/model.js';
import { openAudit, type AuditFile } from '../../src/storage/audit-file.js';
import type { AuditLine } from '../../src/storage/audit-line.js';
import { openState } from '../../src/storage/state.js';
import { describeAudit, ENTRY } from '../contract/audit.js';
import { manualClock } from '../support/memory.js';
import { keyNumber, modeOf, recordingLog, tempFolder } from './support.js';

const clock = manualClock('2026-11-24T12:00:00.000Z');
const FIRST: AuditHead = { seq: 0, hash: '0'.repeat(64) };

describeAudit('audit.ndjson', async () => (await opened(await tempFolder())).audit);

describe('audit.ndjson', () => {
  it('is a chain that anyone can re-compute', async () => {
    const { folder, audit } = await opened(await tempFolder());
    await audit.append({ ...ENTRY, details: { z: 1, a: 'ä' } });
    await audit.append(ENTRY);
    await audit.close();
    const [first = '', second = ''] = (await readFile(join(folder, 'audit.ndjson'), 'utf8')).split('\n');
    const unhashed =
      '{"actor":"person-olivia","at":"2026-11-24T12:00:00.000Z","details":{"a":"ä","z":1},' +
      `"prev":"${FIRST.hash}","purge":"a-1","seq":1,"type":"scan.requested"}`;
    const hash = createHash('sha256').update(unhashed).digest('hex');
    expect(first).toBe(unhashed.replace('"prev"', `"hash":"${hash}","prev"`));
    expect(JSON.parse(second)).toMatchObject({ seq: 2, prev: hash });
  });

  it('goes on where it ended, closed to other accounts', async () => {
    const folder = await withLines(3);
    const { audit } = await opened(folder);
    expect(audit.head().seq).toBe(3);
    expect((await audit.append(ENTRY)).seq).toBe(4);
    const [third, fourth] = (await linesOf(folder)).slice(2);
    expect(fourth?.prev).toBe(third?.hash);
    expect(await modeOf(join(folder, 'audit.ndjson'))).toBe(0o600);
  });

  it.each([
    ['half a line', '{"actor":"bot","at":"2026'],
    ['a line of zeros that the disk never filled', `${'\0'.repeat(300)}\n`],
    ['both', `${'\0'.repeat(300)}\n{"actor"`],
  ])('sets %s aside that a crash left, and says so', async (_, torn) => {
    const folder = await withLines(2);
    await appendFile(join(folder, 'audit.ndjson'), torn);
    const { audit, log } = await opened(folder);
    expect((await audit.append(ENTRY)).seq).toBe(3);
    expect((await linesOf(folder)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    const aside = join(folder, 'audit.torn-20261124T120000000Z');
    expect(await readFile(aside, 'utf8')).toBe(torn);
    expect(log.noted).toMatchObject([{ level: 'warn', fields: { path: aside, bytes: torn.length } }]);
  });

  it('is believed where it is ahead of the state: a crash fell between the two', async () => {
    const folder = await withLines(3);
    const { audit } = await opened(folder, { seq: 1, hash: (await linesOf(folder))[0]!.hash });
    expect(audit.head().seq).toBe(3);
  });

  it('is believed where there is no state yet', async () => {
    const { audit } = await opened(await withLines(3), FIRST);
    expect(audit.head().seq).toBe(3);
  });

  it.each([
    ['a line is missing at its end', /ends at line 2, but the bot had written 3/, (text: string) => cutLines(text, 1)],
    ['half a line is missing at its end', /ends at line 2/, (text: string) => text.slice(0, -9)],
    ['it is empty', /ends at line 0/, () => ''],
  ])('refuses to go on where %s', async (_, words, change) => {
    const folder = await withLines(3);
    const head = (await linesOf(folder)).at(-1)!;
    await changeAudit(folder, change);
    const opening = opened(folder, head);
    await expect(opening).rejects.toThrow(DamagedFileError);
    await expect(opening).rejects.toThrow(words);
    expect(await readdir(folder)).toEqual(['audit.ndjson']);
  });

  it('refuses to go on where it vanished', async () => {
    const folder = await withLines(3);
    const head = (await linesOf(folder)).at(-1)!;
    await rm(join(folder, 'audit.ndjson'));
    await expect(opened(folder, head)).rejects.toThrow(/lines are missing/);
  });

  it('refuses to go on from another chain of the same length', async () => {
    const folder = await withLines(3);
    await expect(opened(folder, { seq: 3, hash: 'a'.repeat(64) })).rejects.toThrow(/line 3 is another/);
  });

  it.each([
    ['changed', (text: string) => text.replaceAll('"n":1', '"n":2')],
    ['taken out', (text: string) => text.split('\n').toSpliced(1, 1).join('\n')],
    [
      'swapped',
      (text: string) =>
        text
          .split('\n')
          .toSpliced(0, 2, ...text.split('\n').slice(0, 2).reverse())
          .join('\n'),
    ],
  ])('refuses to go on where a line after the remembered one was %s', async (_, change) => {
    const folder = await withLines(4);
    await changeAudit(folder, change);
    await expect(opened(folder, FIRST)).rejects.toThrow(/chain breaks/);
  });

  it('keeps its head in the state', async () => {
    const folder = await tempFolder();
    const state = await openState(folder, [keyNumber(1)]);
    const audit = await openAudit({ dataDir: folder, clock, state, log: recordingLog() });
    await Promise.all([audit.append(ENTRY), audit.append(ENTRY)]);
    await audit.close();
    expect((await openState(folder, [keyNumber(1)])).auditHead).toEqual(audit.head());
    await truncate(join(folder, 'audit.ndjson'), 0);
    const reopened = await openState(folder, [keyNumber(1)]);
    await expect(openAudit({ dataDir: folder, clock, state: reopened, log: recordingLog() })).rejects.toThrow(
      /missing/,
    );
  });
});

async function opened(folder: string, remembered?: AuditHead) {
  const log = recordingLog();
  const state = { auditHead: remembered ?? (await headIn(folder)), keepAuditHead: () => Promise.resolve() };
  const audit: AuditFile = await openAudit({ dataDir: folder, clock, state, log });
  onTestFinished(() => audit.close());
  return { folder, audit, log };
}

async function withLines(count: number): Promise<string> {
  const { folder, audit } = await opened(await tempFolder());
  for (let i = 0; i < count; i += 1) await audit.append(ENTRY);
  await audit.close();
  return folder;
}

async function linesOf(folder: string): Promise<readonly AuditLine[]> {
  const text = await readFile(join(folder, 'audit.ndjson'), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AuditLine);
}

/** The head of what stands whole in the file, as the state would remember it. */
async function headIn(folder: string): Promise<AuditHead> {
  const text = await readFile(join(folder, 'audit.ndjson'), 'utf8').catch(() => '');
  const whole = text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.startsWith('{'));
  return whole.length === 0 ? FIRST : (JSON.parse(whole.at(-1)!) as AuditLine);
}

async function changeAudit(folder: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, 'audit.ndjson');
  await writeFile(path, change(await readFile(path, 'utf8')));
}

function cutLines(text: string, count: number): string {
  return `${text
    .split('\n')
    .slice(0, -1 - count)
    .join('\n')}\n`;
}

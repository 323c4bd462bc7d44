import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/canonical.js';
import { auditLine, BEFORE_FIRST, type AuditLine } from '../../src/storage/audit-line.js';
import { recordedPurge } from './recorded-purge.js';
import { checksIn, headCheck, unpackedEvidence } from './unpacked.js';

const DIGESTS = 'The files, by their digests';
const CHAIN = 'The audit is whole';
const LIST = 'What was frozen';
const APPROVAL = 'Who approved it, and when';
const CARD = 'What the officers saw';
const LEDGER = 'What was deleted is a part of what was approved';
const RECORD = 'Ledger and report are the ones on record';
const REPORT = 'What came of it';
const LIMITS = 'What these files cannot prove, and who can';

const FOUND_BY: Readonly<Record<string, readonly string[]>> = {
  'audit.ndjson': [CHAIN],
  'manifest.ndjson': [DIGESTS, LIST],
  'card.json': [DIGESTS, CARD],
  'ledger.ndjson': [DIGESTS, RECORD],
  'report.csv': [DIGESTS, RECORD],
};

type Change = (bytes: Buffer) => Buffer;

const CHANGES: readonly (readonly [string, Change])[] = [
  ['a changed byte', (bytes) => Buffer.from(bytes).fill((bytes[97] ?? 0) ^ 1, 97, 98)],
  ['a byte less at the end', (bytes) => bytes.subarray(0, -1)],
  ['a line less at the end', byLine((lines) => lines.slice(0, -1))],
  ['a line less', byLine((lines) => lines.toSpliced(1, 1))],
  ['two lines swapped', byLine((lines) => lines.toSpliced(0, 2, lines[1] ?? '', lines[0] ?? ''))],
  ['a line more', byLine((lines) => [...lines, lines[0] ?? ''])],
];

/** A card is one line without an end: there, lines are not what can change. */
const CASES = Object.keys(FOUND_BY).flatMap((name) =>
  CHANGES.filter((_, i) => name !== 'card.json' || i < 2).map(([what, change]) => [what, name, change] as const),
);

describe('VERIFY.md', () => {
  it('agrees with what the bot wrote, and tells the story', async () => {
    const { folder } = await unpackedEvidence(await recordedPurge('finished'));
    const told = await allTold(folder);
    expect([...told.keys()]).toEqual([DIGESTS, CHAIN, LIST, APPROVAL, CARD, LEDGER, RECORD, REPORT, LIMITS]);
    expect(told.get(APPROVAL)).toMatch(
      /asked for .*person-anna\n.*\nAPPROVED .*oscar@example\.com.*"fine"\nAPPROVED .*olga/s,
    );
    expect(told.get(LEDGER)).toContain('Deleted: 696 of the 700 messages');
    expect(told.get(REPORT)).toContain('candidates 700 = deleted 696 + already-gone 1 + held 1 + denied 1 + locked 0');
    expect(told.get(REPORT)).toContain('695 of 696 deletions are confirmed');
  });

  it.each(CASES)('finds %s in %s', async (_, name, change) => {
    const { folder } = await unpackedEvidence(await recordedPurge('finished'));
    const path = join(folder, name);
    await writeFile(path, change(await readFile(path)));
    const checks = await checksIn(folder);
    for (const title of FOUND_BY[name] ?? []) {
      const told = title === DIGESTS ? `${name}: FAILED` : 'DOES NOT AGREE: ';
      expect(await checks.get(title)?.(), title).toMatchObject({
        code: 1,
        told: expect.stringContaining(told) as string,
      });
    }
  });

  it('finds a deletion that nobody approved, and a report that tells other outcomes than the ledger', async () => {
    const { folder } = await unpackedEvidence(await recordedPurge('finished'));
    const checks = await checksIn(folder);
    await edit(folder, 'report.csv', (text) => text.replace(',denied,', ',failed,'));
    expect(await checks.get(REPORT)?.()).toMatchObject({ code: 1, told: expect.stringContaining('differ') as string });
    await edit(folder, 'ledger.ndjson', (text) => text.replace('message-000020', 'message-999999'));
    expect(await checks.get(LEDGER)?.()).toMatchObject({
      code: 1,
      told: expect.stringContaining('not on the frozen list') as string,
    });
  });

  it.each([
    ['nobody approved', (line: AuditLine) => line.type !== 'purge.approved'],
    ['one too few approved', (line: AuditLine) => line.actor !== 'person-olga'],
  ])('finds that %s, even in an audit that was made anew', async (_, kept) => {
    const { folder } = await unpackedEvidence(await recordedPurge('finished'));
    await makeAnew(folder, (lines) => lines.filter(kept));
    expect((await (await checksIn(folder)).get(APPROVAL)?.())?.code).toBe(1);
  });

  it('does not count the approval of who asked', async () => {
    const { folder } = await unpackedEvidence(await recordedPurge('finished'));
    await makeAnew(folder, (lines) =>
      lines.map((line) => (line.type === 'scan.requested' ? { ...line, actor: 'person-olga' } : line)),
    );
    expect((await (await checksIn(folder)).get(APPROVAL)?.())?.code).toBe(1);
  });

  it('finds an audit that was made anew by the head that Webex keeps', async () => {
    const { folder } = await unpackedEvidence(await recordedPurge('finished'));
    const { seq, hash } = (await auditOf(folder))[4]!;
    const shown = { seq, hash: hash.slice(0, 16) };
    expect(await headCheck(folder, shown)).toMatchObject({ code: 0 });
    expect(await headCheck(folder, { seq, hash: hash.slice(0, 15) })).toMatchObject({ code: 1 });
    await makeAnew(folder, (lines) => lines.with(1, { ...lines[1]!, actor: 'person-mallory' }));
    expect(await headCheck(folder, shown)).toMatchObject({ code: 1 });
  });

  it.each([
    ['over-limit', [DIGESTS, CHAIN, LIST, APPROVAL, LIMITS], 'No approval card was made'],
    ['awaiting', [DIGESTS, CHAIN, LIST, APPROVAL, CARD, LIMITS], 'Nothing was tried yet'],
    ['running', [DIGESTS, CHAIN, LIST, APPROVAL, CARD, LEDGER, LIMITS], 'no finished run'],
    ['resumed', [DIGESTS, CHAIN, LIST, APPROVAL, CARD, LEDGER, LIMITS], 'no finished run'],
  ] as const)(
    'of a purge that is %s has the checks that fit, and says what is missing',
    async (stage, titles, words) => {
      const { folder } = await unpackedEvidence(await recordedPurge(stage));
      expect([...(await allTold(folder)).keys()]).toEqual(titles);
      expect((await readFile(join(folder, 'VERIFY.md'), 'utf8')).replaceAll('\n', ' ')).toContain(words);
    },
  );
});

function byLine(change: (lines: readonly string[]) => readonly string[]): Change {
  return (bytes) => {
    const lines = bytes.toString().split(/(?<=\n)/);
    return Buffer.from(change(lines).join(''));
  };
}

/** Runs every check, each of which must agree. */
async function allTold(folder: string): Promise<ReadonlyMap<string, string>> {
  const told = new Map<string, string>();
  for (const [title, check] of await checksIn(folder)) {
    const ran = await check();
    expect(ran, title).toMatchObject({ code: 0 });
    told.set(title, ran.told);
  }
  return told;
}

async function edit(folder: string, name: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, name);
  const before = await readFile(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
}

async function auditOf(folder: string): Promise<readonly AuditLine[]> {
  const text = await readFile(join(folder, 'audit.ndjson'), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AuditLine);
}

/** A whole chain over other lines, as whoever can write the file could make it. */
async function makeAnew(folder: string, change: (lines: readonly AuditLine[]) => readonly AuditLine[]): Promise<void> {
  const made = change(await auditOf(folder)).reduce<readonly AuditLine[]>(
    (before, line) => [...before, auditLine(before.at(-1) ?? BEFORE_FIRST, line.at, line)],
    [],
  );
  await writeFile(join(folder, 'audit.ndjson'), made.map((line) => `${canonicalJson(line)}\n`).join(''));
}

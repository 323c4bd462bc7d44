import { appendFile, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/canonical.js';
import { writeEvidence } from '../../src/operate/evidence.js';
import type { AuditLine } from '../../src/storage/audit-line.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { anOutcome, freeze, ID } from '../contract/purge-files.js';
import { manualClock } from '../support/memory.js';
import { modeOf, tempFolder } from '../storage/support.js';
import { fileOf, recordedPurge } from './recorded-purge.js';
import { checksIn, unpackedEvidence } from './unpacked.js';
import { appendAudit, entry } from './written-folder.js';

const FILES = ['manifest.ndjson', 'ledger.ndjson', 'report.csv', 'card.json', 'audit.ndjson'];

describe('an evidence archive', () => {
  it('holds the files byte by byte, and only its owner may read it', async () => {
    const dataDir = await recordedPurge('finished');
    const { folder, written } = await unpackedEvidence(dataDir);
    expect(written).toMatchObject({ names: [...FILES, 'VERIFY.md'], notAsAudited: [] });
    expect((await readdir(folder)).sort()).toEqual([...FILES, 'VERIFY.md'].sort());
    for (const name of FILES) expect(await readFile(join(folder, name))).toEqual(await readFile(fileOf(dataDir, name)));
    expect(await modeOf(written.path)).toBe(0o600);
    expect(await modeOf(join(folder, 'manifest.ndjson'))).toBe(0o600);
  });

  it('is made while the bot writes on, each file up to a whole line', async () => {
    const dataDir = await recordedPurge('running');
    const ledger = await createPurgeFiles(dataDir, manualClock()).openLedger(ID);
    const more = Array.from({ length: 200 }, (_, i) => entry('refused', { n: i }));
    const writing = Promise.all([appendAudit(dataDir, more), ...more.map((_, i) => ledger.record(anOutcome(i + 10)))]);
    const { folder } = await unpackedEvidence(dataDir);
    await writing;
    await ledger.close();
    expect(await codesOf(folder)).toEqual(new Set([0]));
  });

  it('leaves out what a crash, or a write under way, left of a last line', async () => {
    const dataDir = await recordedPurge('running');
    const before = await Promise.all(['audit.ndjson', 'ledger.ndjson'].map((name) => readFile(fileOf(dataDir, name))));
    for (const name of ['audit.ndjson', 'ledger.ndjson']) await appendFile(fileOf(dataDir, name), '{"half');
    const { folder } = await unpackedEvidence(dataDir);
    expect(await Promise.all(['audit.ndjson', 'ledger.ndjson'].map((name) => readFile(join(folder, name))))).toEqual(
      before,
    );
  });

  it('of a purge that had nothing to try has an empty ledger', async () => {
    const dataDir = await tempFolder();
    const files = createPurgeFiles(dataDir, manualClock());
    const { digest } = await freeze(files, []);
    const report = await files.writeReport(ID, nothing());
    const { sha256: ledger } = await files.ledgerFile(ID);
    await appendAudit(dataDir, [
      entry('purge.frozen', { digest }),
      entry('purge.finished', { digest, ledger, report: report.sha256 }),
    ]);
    const { folder } = await unpackedEvidence(dataDir);
    expect(await readFile(join(folder, 'ledger.ndjson'), 'utf8')).toBe('');
  });

  it('of a purge whose report was audited again goes by the latest', async () => {
    const dataDir = await recordedPurge('finished');
    const lines = (await readFile(fileOf(dataDir, 'audit.ndjson'), 'utf8')).trimEnd().split('\n');
    const finished = lines.map((line) => JSON.parse(line) as AuditLine).find(({ type }) => type === 'purge.finished')!;
    // One row more that Webex confirmed, as `report ID` finds it later.
    const report = fileOf(dataDir, 'report.csv');
    await writeFile(report, (await readFile(report, 'utf8')).replace(',no,', ',yes,'));
    const details = { ...finished.details, verified: 696, report: sha256(await readFile(report)) };
    await appendAudit(dataDir, [{ ...entry('purge.finished', details), actor: 'bot' }]);
    const { folder, written } = await unpackedEvidence(dataDir);
    expect(written.notAsAudited).toEqual([]);
    expect(await codesOf(folder)).toEqual(new Set([0]));
  });

  it('holds a changed file as it is, and says so', async () => {
    const dataDir = await recordedPurge('finished');
    await appendFile(fileOf(dataDir, 'report.csv'), 'x');
    const { folder, written } = await unpackedEvidence(dataDir);
    expect(written.notAsAudited).toEqual(['report.csv']);
    expect(await codesOf(folder)).toContain(1);
  });
});

describe('no evidence archive', () => {
  it.each([
    ['../../etc/passwd', 'bad-id'],
    ['', 'bad-id'],
    ['constructor', 'unknown-purge'],
    ['20261124-refused', 'unknown-purge'],
    ['20261124-preview', 'no-frozen-list'],
  ])('is written for "%s" (%s)', async (id, code) => {
    const dataDir = await recordedPurge('awaiting');
    await appendAudit(dataDir, [
      entry('refused', { reason: 'unknown-request' }, '20261124-refused'),
      entry('preview.finished', { messages: 3 }, '20261124-preview'),
    ]);
    const folder = await tempFolder();
    await expect(order(dataDir, folder, id)).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is written where there is no audit', async () => {
    await expect(order(await tempFolder(), await tempFolder())).rejects.toMatchObject({ code: 'no-audit' });
  });

  it.each(FILES.slice(0, 4))('is written where %s is missing', async (name) => {
    const dataDir = await recordedPurge('finished');
    await rm(fileOf(dataDir, name));
    const folder = await tempFolder();
    await expect(order(dataDir, folder)).rejects.toMatchObject({
      code: 'missing-file',
      message: expect.stringContaining(name) as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes the place of a file, or follows a link', async () => {
    const dataDir = await recordedPurge('awaiting');
    const folder = await tempFolder();
    const path = join(folder, `evidence-${ID}.tar.gz`);
    await writeFile(path, 'mine');
    await expect(order(dataDir, folder)).rejects.toMatchObject({ code: 'exists' });
    expect(await readFile(path, 'utf8')).toBe('mine');

    await rm(path);
    await symlink(join(folder, 'elsewhere'), path);
    await expect(order(dataDir, folder)).rejects.toMatchObject({ code: 'exists' });
    expect(await readdir(folder)).toEqual([`evidence-${ID}.tar.gz`]);
  });
});

function order(dataDir: string, folder: string, id = ID): Promise<unknown> {
  return writeEvidence({ dataDir, id, folder, clock: manualClock() });
}

async function* nothing(): AsyncGenerator<never> {
  await Promise.resolve();
  yield* [];
}

async function codesOf(folder: string): Promise<ReadonlySet<number>> {
  const codes = new Set<number>();
  for (const check of (await checksIn(folder)).values()) codes.add((await check()).code);
  return codes;
}

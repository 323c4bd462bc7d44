import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AppError, AuditUnwritableError } from '../../src/errors.js';
import { verifyAudit } from '../../src/operate/audit-verify.js';
import { openAppendFile } from '../../src/storage/append-file.js';
import { openAudit } from '../../src/storage/audit-file.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { openState } from '../../src/storage/state.js';
import { ENTRY } from '../contract/audit.js';
import { aCandidate, anOutcome, freeze, ID } from '../contract/purge-files.js';
import { allOf, manualClock } from '../support/memory.js';
import { aRequest } from '../support/requests.js';
import { mountSmallDisk, type SmallDisk } from './small-disk.js';
import { keyNumber, recordingLog } from './support.js';

const KEYS = [keyNumber(1)];
const LONG = 'x'.repeat(10_000);

const probe = await mountSmallDisk();
await probe?.unmount();
if (probe === null) console.warn('SKIPPED: the full disk is only tested where this account may mount a tmpfs (root).');

describe.skipIf(probe === null)('a full disk', () => {
  let disk: SmallDisk;
  beforeEach(async () => {
    disk = (await mountSmallDisk())!;
  });
  afterEach(() => disk.unmount());

  const fileIn = (...names: string[]): string => join(disk.folder, ...names);

  it('is said with the path and what to do', async () => {
    const file = await openAppendFile(fileIn('log'));
    await disk.fill();
    const failed = await file.append([LONG]).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(AppError);
    expect(failed).toMatchObject({ code: 'disk', message: expect.stringContaining(fileIn('log')) as string });
    expect((failed as AppError).hint).toContain('make room');
    await file.close();
  });

  it('leaves exactly the acknowledged lines, and goes on when there is room', async () => {
    const file = await openAppendFile(fileIn('log'));
    const acknowledged: string[] = [];
    for (let n = 0, full = false; !full; n += 1) {
      const line = `${n} ${LONG}`;
      full = await file.append([line]).then(
        () => acknowledged.push(line) < 0,
        () => true,
      );
    }
    expect(acknowledged.length).toBeGreaterThan(5);
    expect(await readFile(fileIn('log'), 'utf8')).toBe(acknowledged.map((line) => `${line}\n`).join(''));

    await file.append(['short']);
    expect((await readFile(fileIn('log'), 'utf8')).endsWith(`${LONG}\nshort\n`)).toBe(true);
    await file.close();
  });

  it('makes the audit refuse, and leaves its chain whole', async () => {
    const { audit, reopen } = await openTrail(disk.folder);
    await audit.append(ENTRY);
    const head = audit.head();
    await disk.fill();
    await expect(audit.append({ ...ENTRY, details: { LONG } })).rejects.toThrow(AuditUnwritableError);
    expect(audit.head()).toEqual(head);

    await disk.makeRoom();
    expect((await audit.append(ENTRY)).seq).toBe(2);
    await audit.close();
    expect(await verifyAudit(disk.folder)).toMatchObject({ ok: true, lines: 2 });
    expect((await reopen()).head().seq).toBe(2);
  });

  it('takes the line back where the state could not keep its head', async () => {
    const { audit, reopen } = await openTrail(disk.folder);
    await audit.append(ENTRY);
    await disk.fill();
    // The line itself fits into the page that the first one began.
    await expect(audit.append(ENTRY)).rejects.toThrow(/state\.json/);
    expect((await readFile(fileIn('audit.ndjson'), 'utf8')).split('\n')).toHaveLength(2);
    await disk.makeRoom();
    expect((await audit.append(ENTRY)).seq).toBe(2);
    await audit.close();
    expect(await verifyAudit(disk.folder)).toMatchObject({ ok: true, lines: 2 });
    expect((await reopen()).head().seq).toBe(2);
  });

  it('leaves the state as it was, on disk and in memory', async () => {
    const { requests } = await openState(disk.folder, KEYS);
    await requests.insert(aRequest());
    await disk.fill();
    await expect(requests.replace(aRequest({ state: 'rejected' }))).rejects.toThrow(/state\.json/);
    expect(await requests.get(aRequest().id)).toEqual(aRequest());
    expect((await readdir(disk.folder)).sort()).toEqual(['filler', 'state.json']);

    const reopened = await openState(disk.folder, KEYS);
    expect(await reopened.requests.get(aRequest().id)).toEqual(aRequest());
    await disk.makeRoom();
    expect((await requests.replace(aRequest({ state: 'rejected' })))?.version).toBe(2);
  });

  it('freezes no part of a list', async () => {
    const files = createPurgeFiles(disk.folder, manualClock());
    const candidates = Array.from({ length: 2_000 }, (_, n) => aCandidate(n));
    await expect(freeze(files, candidates)).rejects.toThrow(/manifest\.ndjson/);
    expect(await readdir(fileIn('purges', ID))).toEqual([]);
  });

  it('loses no outcome that was acknowledged, and tears none', async () => {
    const files = createPurgeFiles(disk.folder, manualClock());
    await freeze(files, [aCandidate(1)]);
    const ledger = await files.openLedger(ID);
    const acknowledged: string[] = [];
    const record = async (n: number): Promise<void> => {
      const line = anOutcome(n, { reason: LONG });
      await ledger.record(line).then(
        () => acknowledged.push(line.message_id),
        () => undefined,
      );
    };
    for (let n = 0; n < 24; n += 3) await Promise.all([record(n), record(n + 1), record(n + 2)]);
    await ledger.close();
    expect(acknowledged.length).toBeGreaterThan(3);
    expect(acknowledged.length).toBeLessThan(24);
    expect((await allOf(files.outcomes(ID))).map((line) => line.message_id)).toEqual(acknowledged);
  });
});

async function openTrail(dataDir: string) {
  const reopen = async () => {
    const state = await openState(dataDir, KEYS);
    const audit = await openAudit({ dataDir, clock: manualClock(), state, log: recordingLog() });
    onTestFinished(() => audit.close());
    return audit;
  };
  return { audit: await reopen(), reopen };
}

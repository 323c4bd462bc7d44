import { createHash } from 'node:crypto';
import { access, appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { DamagedFileError } from '../../src/errors.js';
import type { ReportRow } from '../../src/model.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { aCandidate, anOutcome, describePurgeFiles, freeze, ID } from '../contract/purge-files.js';
import { allOf, manualClock } from '../support/memory.js';
import { modeOf, tempFolder } from './support.js';

const clock = manualClock('2026-11-24T12:00:00.000Z');

describePurgeFiles('purges/ID', async () => createPurgeFiles(await tempFolder(), clock));

describe('manifest.ndjson', () => {
  it('has its fields in a fixed order, a line a message, and the digest of its bytes', async () => {
    const { files, path } = await opened();
    const other = { other_id: 'person-bob', other: 'bob@example.com', other_org: 'org-2' };
    const { digest, count } = await freeze(files, [aCandidate(1, other)]);
    const text = await readFile(path('manifest.ndjson'), 'utf8');
    expect(text).toBe(
      '{"message_id":"message-000001","created":"2026-09-01T00:00:01.000Z","sender_id":"person-alice",' +
        '"sender":"alice@example.com","room_id":"room-1","other_id":"person-bob","other":"bob@example.com","other_org":"org-2"}\n',
    );
    expect(count).toBe(1);
    expect(digest).toBe(createHash('sha256').update(text).digest('hex'));
    expect(await modeOf(path('manifest.ndjson'))).toBe(0o600);
    expect(await modeOf(path('.'))).toBe(0o700);
  });

  it('sorts by the moment and not by the text', async () => {
    const { files } = await opened();
    const created = ['2026-09-01T10:00:00Z', '2026-09-01T10:00:00.500Z', '2026-09-01T12:00:00.000+01:00'];
    const { digest } = await freeze(
      files,
      created.toReversed().map((at, n) => aCandidate(n, { created: at })),
    );
    expect((await allOf(files.manifest(ID, digest))).map((one) => one.created)).toEqual(created);
  });

  it('is read in batches, however long', async () => {
    const { files } = await opened();
    const { digest, count } = await freeze(
      files,
      Array.from({ length: 150_000 }, (_, n) => aCandidate(n)),
    );
    const sizes: number[] = [];
    for await (const batch of files.manifest(ID, digest)) sizes.push(batch.length);
    expect(count).toBe(150_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(150_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  });

  it('hands out nothing once a byte was changed or the file is gone', async () => {
    const { files, path } = await opened();
    const { digest } = await freeze(files, [aCandidate(1), aCandidate(2)]);
    const text = await readFile(path('manifest.ndjson'), 'utf8');
    await writeFile(path('manifest.ndjson'), text.replace('000002', '000009'));
    const reading = files.manifest(ID, digest)[Symbol.asyncIterator]();
    await expect(reading.next()).rejects.toThrow(DamagedFileError);
    await expect(allOf(files.manifest('20261124-gone', digest))).rejects.toThrow(/missing/);
  });

  it('leaves nothing behind when it is discarded', async () => {
    const { files, path } = await opened();
    const writer = await files.newManifest(ID);
    await writer.add([aCandidate(1)]);
    await writer.discard();
    await expect(access(path('.'))).rejects.toThrow();
  });
});

describe('an id', () => {
  it.each(['..', '../state', 'a/b', '', '-a', 'a'.repeat(33), 'a\0', 'a.b', 'ä'])(
    'of the form "%s" never becomes a path',
    async (id) => {
      const { files, folder } = await opened();
      const badId = { code: 'bad-id' };
      await expect(files.newManifest(id)).rejects.toMatchObject(badId);
      await expect(files.keepCard(id, {})).rejects.toMatchObject(badId);
      await expect(files.openLedger(id)).rejects.toMatchObject(badId);
      await expect(files.ledgerFile(id)).rejects.toMatchObject(badId);
      await expect(files.packReport(id)).rejects.toMatchObject(badId);
      await expect(files.writeList(id, 'd')).rejects.toMatchObject(badId);
      expect(await readdir(folder)).toEqual([]);
    },
  );
});

describe('the ledger', () => {
  it('holds one outcome a line in the names of the file, and the intents apart from it', async () => {
    const { files, path } = await opened();
    await freeze(files, [aCandidate(1)]);
    const ledger = await files.openLedger(ID);
    await ledger.intend(['message-000001'], 'person-oscar');
    await ledger.record(anOutcome(1));
    await ledger.close();
    const stored = await files.ledgerFile(ID);
    const text = await readFile(path('ledger.ndjson'), 'utf8');
    expect(text).toBe(`${JSON.stringify(anOutcome(1))}\n`);
    expect(stored).toEqual({
      path: path('ledger.ndjson'),
      bytes: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
    });
    expect(await readFile(path('intents.ndjson'), 'utf8')).toBe(
      '{"message_id":"message-000001","by":"person-oscar","at":"2026-11-24T12:00:00.000Z"}\n',
    );
    expect(await modeOf(path('ledger.ndjson'))).toBe(0o600);
  });

  it('drops a torn last line, and goes on after the whole ones', async () => {
    const { files, path } = await opened();
    await freeze(files, [aCandidate(1)]);
    await writeFile(path('ledger.ndjson'), `${JSON.stringify(anOutcome(1))}\n{"message_id":"mess`);
    expect(await allOf(files.outcomes(ID))).toEqual([anOutcome(1)]);
    const ledger = await files.openLedger(ID);
    await ledger.record(anOutcome(2));
    await ledger.close();
    expect(await allOf(files.outcomes(ID))).toEqual([anOutcome(1), anOutcome(2)]);
  });

  it('names the file and the line where another is no JSON', async () => {
    const { files, path } = await opened();
    await freeze(files, [aCandidate(1)]);
    await appendFile(path('ledger.ndjson'), 'nonsense\n');
    await expect(allOf(files.outcomes(ID))).rejects.toThrow(/ledger\.ndjson: line 1/);
  });
});

describe('report.csv', () => {
  it('has the columns of the contract, CRLF, no byte-order mark, and the digest of its bytes', async () => {
    const { files } = await opened();
    await freeze(files, [aCandidate(1)]);
    const stored = await files.writeReport(ID, batches([aRow()]));
    const text = await readFile(stored.path, 'utf8');
    expect(text).toBe(
      'message_id,created,sender,room_id,outcome,http_status,attempts,decided_at,verified,other,deleted_by,tracking_id,reason\r\n' +
        'message-1,2026-09-01T00:00:01.000Z,alice@example.com,room-1,deleted,204,1,2026-11-24T12:00:00.000Z,yes,,oscar@example.com,ROUTER_1,\r\n',
    );
    expect(stored).toMatchObject({ bytes: text.length, sha256: createHash('sha256').update(text).digest('hex') });
    expect(await modeOf(stored.path)).toBe(0o600);
  });

  it.each(['=1+1', '+1', '-1', '@sum', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠1'])(
    'makes the cell "%s" harmless',
    async (cell) => {
      const [row] = await reported([aRow({ reason: cell, sender: cell })]);
      expect(row).toMatchObject({ reason: `'${cell}`, sender: `'${cell}` });
    },
  );

  it.each(['a "quoted" word', 'a, b', 'line\nbreak', 'line\rbreak', 'line\r\nbreak', 'ä€😀'])(
    'gives the cell "%s" back as it was',
    async (cell) => {
      const rows = await reported([aRow({ reason: cell }), aRow()]);
      expect(rows).toHaveLength(2);
      expect(rows[0]?.reason).toBe(cell);
    },
  );

  it('keeps the earlier one when the rows end in a failure', async () => {
    const { files, path } = await opened();
    await freeze(files, [aCandidate(1)]);
    const first = await files.writeReport(ID, batches([aRow()]));
    await expect(files.writeReport(ID, failing())).rejects.toThrow('no more rows');
    expect(await readFile(first.path, 'utf8')).toContain('message-1');
    expect(await readdir(path('.'))).toEqual(['manifest.ndjson', 'report.csv']);
  });

  it('travels as it is while it is small', async () => {
    const { files, path } = await opened();
    await freeze(files, [aCandidate(1)]);
    await files.writeReport(ID, batches([aRow()]));
    expect(await files.packReport(ID)).toMatchObject({
      note: 'attached',
      file: { path: path('report.csv'), name: 'report.csv' },
    });
  });
});

describe('the list as a file', () => {
  it('holds what is on the list, and is gone afterwards', async () => {
    const { files, path } = await opened();
    const { digest } = await freeze(files, [aCandidate(1, { other: '=cmd()', other_org: 'org-2' })]);
    const [one, two] = await Promise.all([files.writeList(ID, digest), files.writeList(ID, digest)]);
    expect(one.path).not.toBe(two.path);
    expect(await readFile(one.path, 'utf8')).toBe(
      "message_id,created,sender,room_id,other,other_org\r\nmessage-000001,2026-09-01T00:00:01.000Z,alice@example.com,room-1,'=cmd(),org-2\r\n",
    );
    await Promise.all([one.remove(), two.remove()]);
    expect(await readdir(path('.'))).toEqual(['manifest.ndjson']);
  });

  it('is not made of a changed list', async () => {
    const { files, path } = await opened();
    await freeze(files, [aCandidate(1)]);
    await expect(files.writeList(ID, 'd'.repeat(64))).rejects.toThrow(DamagedFileError);
    expect(await readdir(path('.'))).toEqual(['manifest.ndjson']);
  });
});

describe('card.json', () => {
  it('is the canonical JSON whose SHA-256 is answered', async () => {
    const { files, path } = await opened();
    const digest = await files.keepCard(ID, { b: 1, a: [null, 'ä'] });
    const text = await readFile(path('card.json'), 'utf8');
    expect(text).toBe('{"a":[null,"ä"],"b":1}');
    expect(digest).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

describe('the file STOP', () => {
  it('is seen as soon as it stands', async () => {
    const { files, folder } = await opened();
    expect(await files.stopFileStands()).toBe(false);
    await writeFile(join(folder, 'STOP'), '');
    expect(await files.stopFileStands()).toBe(true);
  });
});

async function opened() {
  const folder = await tempFolder();
  const path = (name: string): string => join(folder, 'purges', ID, name);
  return { folder, path, files: createPurgeFiles(folder, clock) };
}

function aRow(changes: Partial<ReportRow> = {}): ReportRow {
  return {
    message_id: 'message-1',
    created: '2026-09-01T00:00:01.000Z',
    sender: 'alice@example.com',
    room_id: 'room-1',
    outcome: 'deleted',
    http_status: 204,
    attempts: 1,
    decided_at: '2026-11-24T12:00:00.000Z',
    verified: 'yes',
    other: null,
    deleted_by: 'oscar@example.com',
    tracking_id: 'ROUTER_1',
    reason: null,
    ...changes,
  };
}

/** What a strict reader makes of the report of these rows. */
async function reported(rows: readonly ReportRow[]): Promise<readonly Record<string, string>[]> {
  const { files } = await opened();
  await freeze(files, [aCandidate(1)]);
  const { path } = await files.writeReport(ID, batches(rows));
  return parse(await readFile(path), { columns: true, record_delimiter: '\r\n' });
}

async function* batches<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  await Promise.resolve();
  yield items;
}

async function* failing(): AsyncGenerator<readonly ReportRow[]> {
  yield* batches([aRow({ message_id: 'message-2' })]);
  throw new Error('no more rows');
}

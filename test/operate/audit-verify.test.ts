import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { canonicalJson, sha256 } from '../../src/canonical.js';
import { printVerdict, verifyAudit, type Verdict } from '../../src/operate/audit-verify.js';
import { auditLine, BEFORE_FIRST, type AuditLine } from '../../src/storage/audit-line.js';
import { keyNumber, tempFolder } from '../storage/support.js';
import { fileOf, recordedPurge } from './recorded-purge.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { manualClock } from '../support/memory.js';
import { appendAudit, DIGESTED, entry, ID, inPurge, writtenFolder } from './written-folder.js';

describe('verifying the audit', () => {
  it('finds nothing in what the bot wrote, with or without the state at hand', async () => {
    const { folder } = await writtenFolder();
    const whole = { ok: true, lines: 7, purges: 1 };
    expect(await verifyAudit(folder)).toEqual({ ...whole, remembered: { line: 7, signed: false } });
    await rm(join(folder, 'state.json'));
    expect(await verifyAudit(folder)).toEqual({ ...whole, remembered: null });
  });

  it('counts files that KEEP_PURGES removed as removed, not as missing', async () => {
    const { folder } = await writtenFolder();
    const digests = await createPurgeFiles(folder, manualClock()).digests(ID);
    await appendAudit(folder, [entry('purge.removed', { ...digests! })]);
    await rm(join(folder, 'purges', ID), { recursive: true });
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, lines: 8, purges: 1, removed: 1 });
  });

  it.each(['digest', 'card', 'ledger', 'report'])('finds files removed that were not as written: %s', async (what) => {
    const { folder } = await writtenFolder();
    const digests = await createPurgeFiles(folder, manualClock()).digests(ID);
    await appendAudit(folder, [entry('purge.removed', { ...digests!, [what]: 'f'.repeat(64) })]);
    await rm(join(folder, 'purges', ID), { recursive: true });
    const found = (await verifyAudit(folder)) as Verdict & { ok: false };
    expect(found.fault).toMatch(/^audit\.ndjson line 8: .* was removed with SHA-256 f{64}; the audit names/);
  });

  it('finds files removed without a word', async () => {
    const { folder } = await writtenFolder();
    await rm(join(folder, 'purges', ID), { recursive: true });
    expect(await verifyAudit(folder)).toMatchObject({ ok: false });
  });

  it.each(DIGESTED)('finds any one changed, removed or added byte in %s', async (name) => {
    const { folder } = await writtenFolder();
    const path = join(folder, name);
    const bytes = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const before = bytes.subarray(0, at);
        const after = bytes.subarray(at + 1);
        const byte = bytes[at]!;
        for (const there of [[(byte + by) % 256], [], [byte, by]]) {
          await writeFile(path, Buffer.concat([before, Buffer.from(there), after]));
          expect(await verifyAudit(folder)).toMatchObject({ ok: false });
        }
      }),
      { numRuns: 50 },
    );
    await writeFile(path, bytes);
    expect(await verifyAudit(folder)).toMatchObject({ ok: true });
  });

  it('finds lines swapped, removed and doubled, and says which line', async () => {
    const { folder } = await writtenFolder();
    const lines = await linesOf(folder);
    const faults = await faultsOf(folder, [
      lines.toSpliced(2, 1),
      lines.toSpliced(2, 2, lines[3]!, lines[2]!),
      lines.toSpliced(3, 0, lines[2]!),
      lines.slice(1),
    ]);
    expect(faults).toEqual([
      'audit.ndjson line 3: seq 3 was expected, 4 found',
      'audit.ndjson line 3: seq 3 was expected, 4 found',
      'audit.ndjson line 4: seq 4 was expected, 3 found',
      'audit.ndjson line 1: seq 1 was expected, 2 found',
    ]);
  });

  it('says what was expected and what was found where a line was changed', async () => {
    const { folder } = await writtenFolder();
    const lines = await linesOf(folder);
    const [fault] = await faultsOf(folder, [lines.with(4, lines[4]!.replace('person-oscar', 'person-paula'))]);
    expect(fault).toMatch(/^audit\.ndjson line 5: hash [0-9a-f]{64} was expected by its content, [0-9a-f]{64} found$/);
  });

  it.each([
    ['a space', (line: string) => line.replace(':', ': ')],
    [
      'another order',
      (line: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line) as object).reverse())),
    ],
    ['another spelling', (line: string) => line.replace('person', '\\u0070erson')],
    ['a field twice', (line: string) => line.replace('{"actor"', '{"actor":"person-eve","actor"')],
    ['a carriage return', (line: string) => `${line}\r`],
  ])('finds %s that leaves a line’s meaning as it is', async (_, change) => {
    const { folder } = await writtenFolder();
    const lines = await linesOf(folder);
    const [fault] = await faultsOf(folder, [lines.with(1, change(lines[1]!))]);
    expect(fault).toContain('audit.ndjson line 2: says the same');
  });

  it.each(['nonsense', 'null', '[]', '{}', '{"seq":2}', ''])('finds "%s" where a line should be', async (text) => {
    const { folder } = await writtenFolder();
    const [fault] = await faultsOf(folder, [(await linesOf(folder)).with(1, text)]);
    expect(fault).toContain('audit.ndjson line 2: ');
  });

  it('finds a chain that was made anew from its middle, by the head the state or a card remembers', async () => {
    const { folder } = await writtenFolder();
    const lines = (await linesOf(folder)).map((line) => JSON.parse(line) as AuditLine);
    const seen = lines[4]!.hash.slice(0, 16);
    const forged = lines.reduce<AuditLine[]>(
      (made, line) => [...made, auditLine(made.at(-1) ?? BEFORE_FIRST, line.at, { ...line, actor: 'person-eve' })],
      [],
    );
    expect(await verifyAudit(folder, { head: seen })).toMatchObject({ ok: true });
    const [fault] = await faultsOf(folder, [forged.map(canonicalJson)]);
    expect(fault).toContain('line 7: state.json remembers hash');
    await rm(join(folder, 'state.json'));
    expect(await verifyAudit(folder)).toMatchObject({ ok: true });
    expect(await verifyAudit(folder, { head: seen })).toEqual(failed(`audit.ndjson has no line with the hash ${seen}`));
  });

  it('finds a cut tail', async () => {
    const { folder } = await writtenFolder();
    const [fault] = await faultsOf(folder, [(await linesOf(folder)).slice(0, 4)]);
    expect(fault).toBe('audit.ndjson ends at line 4; state.json remembers 7');
  });

  it('does not take a head that is no hash', async () => {
    const { folder } = await writtenFolder();
    for (const head of ['', 'abc', 'z'.repeat(16)])
      expect(await verifyAudit(folder, { head })).toMatchObject({ ok: false });
  });

  it('finds half a line at the end', async () => {
    const { folder } = await writtenFolder();
    await appendFile(join(folder, 'audit.ndjson'), '{"seq"');
    expect(await verifyAudit(folder)).toEqual(failed('audit.ndjson ends with 6 bytes that are no whole line'));
  });

  it('finds that there is no audit', async () => {
    expect(await verifyAudit(await tempFolder())).toEqual(failed('audit.ndjson is missing'));
  });

  it.each(DIGESTED.slice(1))('finds that %s is missing', async (name) => {
    const { folder } = await writtenFolder();
    await rm(join(folder, name));
    expect(await verifyAudit(folder)).toMatchObject({
      ok: false,
      fault: expect.stringContaining(`${name} is missing`) as string,
    });
  });

  it('finds that the folder of a purge vanished', async () => {
    const { folder } = await writtenFolder();
    await rename(join(folder, 'purges'), join(folder, 'elsewhere'));
    expect(await verifyAudit(folder)).toMatchObject({ ok: false });
  });
});

describe('of a purge of seven hundred messages', () => {
  const names = ['audit.ndjson', 'manifest.ndjson', 'ledger.ndjson', 'report.csv'];
  const changes: readonly ((lines: readonly string[], at: number) => readonly string[])[] = [
    (lines, at) => lines.toSpliced(at, 1),
    (lines, at) => lines.toSpliced(at, 0, lines[at]!),
    (lines, at) => lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!),
    (lines, at) =>
      lines.toSpliced(
        at,
        1,
        lines[at]!.replace(/[\da-z]/i, (one) => (one === '7' ? '8' : '7')),
      ),
  ];

  it('any line that is missing, doubled, swapped or changed is found', async () => {
    const folder = await recordedPurge('finished');
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, purges: 1 });
    const change = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...changes), fc.nat());
    await fc.assert(
      fc.asyncProperty(change, async ([name, made, n]) => {
        const path = fileOf(folder, name);
        const whole = await readFile(path, 'utf8');
        const lines = whole.split(/(?<=\n)/);
        await writeFile(path, made(lines, n % (lines.length - 1)).join(''));
        const verdict = await verifyAudit(folder);
        await writeFile(path, whole);
        expect(verdict.ok).toBe(false);
      }),
      { numRuns: 120 },
    );
  });
});

describe('with the key at hand', () => {
  const keys = [keyNumber(1)];

  it('says which line is the last that the bot signed, and how many follow', async () => {
    const { folder } = await writtenFolder();
    expect(await verifyAudit(folder, { keys })).toMatchObject({ ok: true, remembered: { line: 7, signed: true } });
    const lines = (await linesOf(folder)).map((line) => JSON.parse(line) as AuditLine);
    const added = auditLine(lines.at(-1)!, lines.at(-1)!.at, entry('purge.cancelled', {}));
    await appendFile(join(folder, 'audit.ndjson'), `${canonicalJson(added)}\n`);
    const verdict = await verifyAudit(folder, { keys });
    expect(verdict).toMatchObject({ ok: true, lines: 8, remembered: { line: 7, signed: true } });
    expect(printed(verdict)).toContain('1 more follow it');
  });

  it('finds a state that was made to fit another audit', async () => {
    const { folder } = await writtenFolder();
    const path = join(folder, 'state.json');
    const state = await readFile(path, 'utf8');
    const [fault] = await faultsOf(folder, [(await linesOf(folder)).slice(0, 4)]);
    expect(fault).toContain('ends at line 4');
    const fourth = JSON.parse((await linesOf(folder))[3]!) as AuditLine;
    await writeFile(path, state.replace(/"hash":"[0-9a-f]+","seq":7/, `"hash":"${fourth.hash}","seq":4`));
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, remembered: { line: 4, signed: false } });
    expect(await verifyAudit(folder, { keys })).toMatchObject({
      ok: false,
      fault: expect.stringContaining('changed by another hand') as string,
    });
    expect(await verifyAudit(folder, { keys: [keyNumber(2)] })).toMatchObject({ ok: false });
  });

  it.each([
    [{ line: 7, signed: true }, 'signed by TOKEN_ENCRYPTION_KEY'],
    [{ line: 7, signed: false }, 'was not checked'],
    [null, 'no state.json'],
  ])('says in words what %j means', (remembered, words) => {
    expect(printed({ ok: true, lines: 7, purges: 1, remembered })).toContain(words);
  });
});

/** What the terminal shows. */
function printed(verdict: Verdict): string {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    printVerdict(verdict);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

describe('digests in the audit', () => {
  it.each(['purge.approved', 'purge.started', 'purge.resumed', 'purge.finished'])(
    'of %s must be that of the frozen list',
    async (type) => {
      const { folder, digest } = await writtenFolder();
      await appendAudit(folder, [entry(type, { digest: 'a'.repeat(64) })]);
      expect(await verifyAudit(folder)).toEqual(
        failed(`audit.ndjson line 8: ${type} names the list ${'a'.repeat(64)}, frozen was ${digest}`),
      );
    },
  );

  it('of a purge that goes on are judged again when it has finished', async () => {
    const { folder, digest } = await writtenFolder();
    await appendAudit(folder, [entry('purge.resumed', { digest })]);
    await appendFile(join(folder, inPurge('ledger.ndjson')), '{"message_id":"message-3"}\n');
    await writeFile(join(folder, inPurge('report.csv')), 'anew\r\n');
    expect(await verifyAudit(folder)).toMatchObject({ ok: true });

    const ledger = sha256(await readFile(join(folder, inPurge('ledger.ndjson'))));
    await appendAudit(folder, [entry('purge.finished', { digest, ledger, report: sha256('anew\r\n') })]);
    expect(await verifyAudit(folder)).toMatchObject({ ok: true });
    await writeFile(join(folder, inPurge('report.csv')), 'other\r\n');
    expect(await verifyAudit(folder)).toMatchObject({ ok: false });
  });

  it('of a report that was made anew count from when it is audited again', async () => {
    const { folder, digest } = await writtenFolder();
    const ledger = sha256(await readFile(join(folder, inPurge('ledger.ndjson'))));
    const before = await readFile(join(folder, inPurge('report.csv')));
    await writeFile(join(folder, inPurge('report.csv')), 'confirmed since\r\n');
    expect(await verifyAudit(folder)).toMatchObject({ ok: false });
    await appendAudit(folder, [entry('purge.finished', { digest, ledger, report: sha256('confirmed since\r\n') })]);
    expect(await verifyAudit(folder)).toMatchObject({ ok: true });
    await writeFile(join(folder, inPurge('report.csv')), before);
    expect(await verifyAudit(folder)).toMatchObject({ ok: false });
  });

  it('never lead out of the folder of purges', async () => {
    const { folder } = await writtenFolder();
    const id = '../../elsewhere';
    await appendAudit(folder, [entry('purge.frozen', { digest: 'a'.repeat(64) }, id)]);
    expect(await verifyAudit(folder)).toEqual(failed(`the audit names files of "${id}", which is no id of a purge`));
  });

  it('are not asked for where a refusal names an id that never was', async () => {
    const { folder } = await writtenFolder();
    await appendAudit(folder, [entry('refused', { reason: 'unknown-request' }, '../x'), entry('refused', {}, ID)]);
    expect(await verifyAudit(folder)).toMatchObject({ ok: true, lines: 9, purges: 1 });
  });
});

function failed(fault: string): Verdict {
  return { ok: false, fault };
}

async function linesOf(folder: string): Promise<readonly string[]> {
  return (await readFile(join(folder, 'audit.ndjson'), 'utf8')).split('\n').slice(0, -1);
}

/** The fault found in each of these audits, put in place of the right one. */
async function faultsOf(folder: string, audits: readonly (readonly string[])[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const lines of audits) {
    await writeFile(join(folder, 'audit.ndjson'), lines.map((line) => `${line}\n`).join(''));
    const verdict = await verifyAudit(folder);
    faults.push(verdict.ok ? 'none' : verdict.fault);
  }
  return faults;
}

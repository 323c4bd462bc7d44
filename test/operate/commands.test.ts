import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AuditLine } from '../../src/storage/audit-line.js';
import { ID } from '../contract/purge-files.js';
import { tempFolder } from '../storage/support.js';
import { fileOf, recordedPurge } from './recorded-purge.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Both need no secret: only DATA_DIR is set. */
describe('on the command line', () => {
  it('evidence writes into the current folder, and ends with 1 and a sentence where it cannot', async () => {
    const dataDir = await recordedPurge('finished');
    const folder = await tempFolder();
    expect(await ran(['evidence', ID], dataDir, folder)).toMatchObject({ code: 0, told: containing('VERIFY.md') });
    expect(await readdir(folder)).toEqual([`evidence-${ID}.tar.gz`]);
    expect(await ran(['evidence', ID], dataDir, folder)).toMatchObject({ code: 1, told: containing('exists already') });
    const unknown = await ran(['evidence', 'nobody-knows-it'], dataDir, folder);
    expect(unknown).toMatchObject({ code: 1, told: containing('knows no purge') });
    expect(unknown.told).not.toMatch(/^\s+at /m);
    expect(await ran(['evidence'], dataDir, folder)).toMatchObject({ code: 2 });
  });

  it('audit verify looks for a head that a card showed', async () => {
    const dataDir = await recordedPurge('awaiting');
    const [first = ''] = (await readFile(fileOf(dataDir, 'audit.ndjson'), 'utf8')).split('\n');
    const { hash } = JSON.parse(first) as AuditLine;
    const verify = (head: string) => ran(['audit', 'verify', '--head', head], dataDir, dataDir);
    expect(await verify(hash.slice(0, 16))).toMatchObject({ code: 0 });
    expect(await verify(hash)).toMatchObject({ code: 0 });
    expect(await verify('0'.repeat(16))).toMatchObject({ code: 1, told: containing('no line with the hash') });
    expect(await verify(hash.slice(0, 15))).toMatchObject({ code: 1, told: containing('16 to 64 hex digits') });
  });
});

function containing(text: string): string {
  return expect.stringContaining(text) as string;
}

async function ran(args: readonly string[], dataDir: string, cwd: string): Promise<{ code: number; told: string }> {
  const env = { PATH: process.env['PATH'], DATA_DIR: dataDir };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], { cwd, env });
    return { code: 0, told: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, told: stderr };
  }
}

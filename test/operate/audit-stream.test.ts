import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../src/canonical.js';
import { auditLine, BEFORE_FIRST, headOf } from '../../src/storage/audit-line.js';
import { tempFolder } from '../storage/support.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** `AUDIT_LINES=1000000` tries a long life; the heap allowed is the same. */
const LINES = Number(process.env['AUDIT_LINES'] ?? 60_000);
/** Less than the file, of some 300 bytes a line: whoever reads it whole, or keeps a word of each line, does not fit. */
const HEAP_MB = 14;

it('verifies an audit that is longer than its memory', { timeout: 600_000 }, async () => {
  const folder = await tempFolder();
  await pipeline(Readable.from(aLongLife(LINES)), createWriteStream(join(folder, 'audit.ndjson')));
  const node = [`--max-old-space-size=${String(HEAP_MB)}`, MAIN, 'audit', 'verify', '--json'];
  const env = { PATH: process.env['PATH'], DATA_DIR: folder };
  const { stdout } = await promisify(execFile)(process.execPath, node, { cwd: folder, env });
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, lines: LINES });
});

function* aLongLife(lines: number): Generator<string> {
  let head = BEFORE_FIRST;
  for (let i = 0; i < lines; i += 1) {
    const details = { reason: 'not-officer', command: 'purge' };
    const line = auditLine(head, '2026-11-24T12:00:00.000Z', {
      ...{ type: 'refused', actor: `person-${String(i)}`, purge: `purge-${String(i % 50)}`, details },
    });
    yield `${canonicalJson(line)}\n`;
    head = headOf(line);
  }
}

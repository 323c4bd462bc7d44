import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/canonical.js';
import type { Candidate } from '../../src/model.js';
import { writeManifest } from '../../src/storage/manifest-file.js';
import { LINES_AT_ONCE } from '../../src/storage/lines.js';
import { sortableLine } from '../../src/storage/manifest-line.js';
import { readManifest } from '../../src/storage/manifest-reading.js';
import { inBatches } from '../../src/storage/run-file.js';
import { aCandidate } from '../contract/purge-files.js';
import { allOf } from '../support/memory.js';
import { tempFolder } from './support.js';

/** Several pieces of the stream, many batches. */
const COUNT = 20_000;

describe('a manifest that changes while it is read', () => {
  it('hands out nothing that was changed after the reading began', async () => {
    const { path, reading } = await begun();
    const last = aCandidate(COUNT - 1).message_id;
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(last, `X${last.slice(1)}`));
    const { handedOut, error } = await allUntilError(reading);
    expect(error).toMatchObject({ message: expect.stringContaining('changed while it was read') as string });
    expect(handedOut.map((one) => one.message_id)).toEqual(
      Array.from({ length: handedOut.length }, (_, n) => aCandidate(n + LINES_AT_ONCE).message_id),
    );
  });

  it('does not pass for a whole one when it was cut', async () => {
    const { path, reading } = await begun();
    await truncate(path, (await readFile(path)).lastIndexOf('\n', -200_000) + 1);
    const { error } = await allUntilError(reading);
    expect(error).toMatchObject({ code: 'damaged-file' });
  });

  it('is refused from the start with half a line at its end', async () => {
    const path = join(await tempFolder(), 'manifest.ndjson');
    const { digest } = await written(path, [aCandidate(1)]);
    const text = `${await readFile(path, 'utf8')}{"message_id"`;
    await writeFile(path, text);
    await expect(allOf(readManifest(path, digest))).rejects.toThrow(sha256(text));
  });
});

function written(path: string, candidates: readonly Candidate[]) {
  return writeManifest(path, inBatches(candidates.map(sortableLine)));
}

/** A long manifest of which the first batch was read. */
async function begun(): Promise<{ path: string; reading: AsyncGenerator<readonly Candidate[]> }> {
  const path = join(await tempFolder(), 'manifest.ndjson');
  const { digest } = await written(
    path,
    Array.from({ length: COUNT }, (_, n) => aCandidate(n)),
  );
  const reading = readManifest(path, digest);
  const first = await reading.next();
  expect(first.value).toHaveLength(LINES_AT_ONCE);
  return { path, reading };
}

async function allUntilError(reading: AsyncGenerator<readonly Candidate[]>) {
  const handedOut: Candidate[] = [];
  try {
    for await (const batch of reading) handedOut.push(...batch);
    return { handedOut, error: null };
  } catch (error) {
    return { handedOut, error };
  }
}

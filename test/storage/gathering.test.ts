import { access, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Found } from '../../src/ports.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { lockFolder } from '../../src/storage/lock.js';
import { aCandidate, ID } from '../contract/purge-files.js';
import { describeGathering } from '../contract/gathering.js';
import { allOf, manualClock } from '../support/memory.js';
import { tempFolder } from './support.js';

/** More than what is sorted in memory. */
const MANY = 25_000;

describeGathering('a gathering under purges/ID', async () => (await opened()).files.gather(ID));

it('leaves not even the folder of a purge that has nothing else in it', async () => {
  const { purge, files } = await opened();
  const gathering = await files.gather(ID);
  await gathering.add(found());
  expect(await readdir(purge)).toHaveLength(1);
  expect((await allOf(gathering.byMessage())).length).toBe(MANY);
  await gathering.discard();
  await expect(access(purge)).rejects.toThrow();
});

it('stays out of the way of the list that is made of it', async () => {
  const { purge, files } = await opened();
  const [gathering, manifest] = [await files.gather(ID), await files.newManifest(ID)];
  await gathering.add(found());
  await manifest.add(Array.from({ length: MANY }, (_, n) => aCandidate(n)));
  await gathering.discard();
  expect((await manifest.freeze()).count).toBe(MANY);
  expect(await readdir(purge)).toEqual(['manifest.ndjson']);
});

it('is cleared away at the next start when the process was killed in the middle', async () => {
  const { folder, purge, files } = await opened();
  await (await files.gather(ID)).add(found());
  const other = join(folder, 'purges', 'with-a-list');
  await mkdir(other);
  await writeFile(join(other, 'manifest.ndjson'), '');
  expect(await readdir(purge)).toHaveLength(1);

  await (await lockFolder(folder, process.pid)).release();
  expect(await readdir(join(folder, 'purges'))).toEqual(['with-a-list']);
});

async function opened() {
  const folder = await tempFolder();
  return { folder, purge: join(folder, 'purges', ID), files: createPurgeFiles(folder, manualClock()) };
}

function found(): readonly Found[] {
  return Array.from({ length: MANY }, (_, n) => ({
    messageId: aCandidate((n * 7_919) % MANY).message_id,
    finding: { kind: 'deleted' },
  }));
}

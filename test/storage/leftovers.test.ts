import { randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockFolder } from '../../src/storage/lock.js';
import { tempFolder } from './support.js';

const KEPT = [
  'manifest.ndjson',
  'ledger.ndjson',
  'intents.ndjson',
  'card.json',
  'report.csv',
  'notes.tmp',
  'list-of-mine.csv',
];
const LEFT = [
  'manifest.ndjson.0123456789ab.tmp',
  `list-${randomUUID()}.csv`,
  `report.csv-${randomUUID()}.gz`,
  `report.csv-${randomUUID()}.gz.0123456789ab.tmp`,
];

it('whoever takes the lock clears away what a killed process left half done, and nothing else', async () => {
  const folder = await tempFolder();
  const purge = join(folder, 'purges', '20261124-abc123');
  await mkdir(purge, { recursive: true });
  await Promise.all([...KEPT, ...LEFT].map((name) => writeFile(join(purge, name), name)));
  const ownFiles = ['audit.ndjson', 'state.json', 'state.json.0123456789ab.tmp', 'purges/stray-file'];
  await Promise.all(ownFiles.map((name) => writeFile(join(folder, name), name)));

  const lock = await lockFolder(folder, process.pid);
  await lock.release();
  expect((await readdir(purge)).sort()).toEqual(KEPT.toSorted());
  expect((await readdir(folder)).sort()).toEqual(['audit.ndjson', 'lock', 'purges', 'state.json']);
  expect(await readdir(join(folder, 'purges'))).toContain('stray-file');
});

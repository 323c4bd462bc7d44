import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMemberCache } from '../../src/storage/member-cache.js';
import { aPair, describeMemberCache } from '../contract/member-cache.js';
import { allOf } from '../support/memory.js';
import { keyNumber, modeOf, recordingLog, tempFolder } from './support.js';

describeMemberCache('members.ndjson', async () => (await opened()).cache);

it('has a room a line, in a file of its own account only', async () => {
  const { cache, path } = await opened();
  await cache.add([aPair('r1')]);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    mac: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    room_id: 'r1',
    members: [
      { person_id: 'alice', email: 'alice@example.com', org_id: 'our-org' },
      { person_id: 'bob', email: 'bob@example.com', org_id: null },
    ],
  });
  expect(await modeOf(path)).toBe(0o600);
});

it('is there for the next process', async () => {
  const { cache, folder } = await opened();
  await cache.add([aPair('r1')]);
  expect(await allOf((await opened(folder)).cache.all())).toEqual([aPair('r1')]);
});

it.each(['{"room_id":"torn","memb', 'no JSON\n', '{"room_id":"r9","members":[{"person_id":7}]}\n', 'null\n'])(
  'passes over the line %j, and loses none that follows',
  async (line) => {
    const { cache, path } = await opened();
    await cache.add([aPair('r1')]);
    await appendFile(path, line);
    await cache.add([aPair('r2')]);
    expect(await allOf(cache.all())).toEqual([aPair('r1'), aPair('r2')]);
  },
);

it('ends where the bytes are no text: what follows is asked for again', async () => {
  const { cache, path } = await opened();
  await appendFile(path, Buffer.from([0xff, 0xfe, 0x0a]));
  await cache.add([aPair('r2')]);
  expect(await allOf(cache.all())).toEqual([]);
});

it('believes no line of another hand: one without a signature, or moved to another room', async () => {
  const { cache, path, log } = await opened();
  await cache.add([aPair('r1'), aPair('r2', 'held')]);
  const [first = '', second = ''] = (await readFile(path, 'utf8')).trim().split('\n');
  const { mac, ...unsigned } = JSON.parse(second) as { mac: string };
  expect(mac).not.toBe('');
  const forged = [JSON.stringify(unsigned), second.replace('held', 'carol'), first.replace('r1', 'r2')];
  await writeFile(path, `${[first, ...forged].join('\n')}\n`);
  expect(await allOf(cache.all())).toEqual([aPair('r1')]);
  expect(log.noted).toMatchObject([{ level: 'warn', fields: { lines: forged.length } }]);
  await allOf(cache.all());
  expect(log.noted).toHaveLength(1);
});

it('gives out nothing but what was added, whatever character is changed', async () => {
  const { cache, path } = await opened();
  await cache.add([aPair('r1')]);
  const text = await readFile(path, 'utf8');
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.constantFrom('"', '7', '}', '\n'), async (at, other) => {
      await writeFile(path, text.slice(0, at) + other + text.slice(at + 1));
      for (const room of await allOf(cache.all())) expect(room).toEqual(aPair('r1'));
    }),
  );
});

it('is verified by any given key, and signed by the first', async () => {
  const { cache, folder } = await opened();
  await cache.add([aPair('r1')]);
  const rotating = await opened(folder, [keyNumber(2), keyNumber(1)]);
  await rotating.cache.add([aPair('r2')]);
  expect(await allOf(rotating.cache.all())).toEqual([aPair('r1'), aPair('r2')]);
  const rotated = await opened(folder, [keyNumber(2)]);
  expect(await allOf(rotated.cache.all())).toEqual([aPair('r2')]);
});

async function opened(dataDir?: string, keys = [keyNumber(1)]) {
  const folder = dataDir ?? (await tempFolder());
  const log = recordingLog();
  return {
    folder,
    log,
    path: join(folder, 'members.ndjson'),
    cache: createMemberCache({ dataDir: folder, keys, log }),
  };
}

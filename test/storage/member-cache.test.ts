import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createMemberCache } from '../../src/storage/member-cache.js';
import { aPair, describeMemberCache } from '../contract/member-cache.js';
import { allOf } from '../support/memory.js';
import { modeOf, tempFolder } from './support.js';

describeMemberCache('members.ndjson', async () => createMemberCache(await tempFolder()));

it('has a room a line, in a file of its own account only', async () => {
  const { cache, path } = await opened();
  await cache.add([aPair('r1')]);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
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
  expect(await allOf(createMemberCache(folder).all())).toEqual([aPair('r1')]);
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

async function opened() {
  const folder = await tempFolder();
  return { folder, path: join(folder, 'members.ndjson'), cache: createMemberCache(folder) };
}

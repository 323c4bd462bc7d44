import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.js';
import { createHoldWatch } from '../../src/flow/hold-watch.js';
import { createHolds } from '../../src/flow/holds.js';
import { Halt } from '../../src/flow/halt.js';
import type { Candidate, Hold, Member } from '../../src/model.js';
import { createHoldFile } from '../../src/storage/holds-file.js';
import { aHold, SPACE_HOLD } from '../support/holds.js';
import { manualClock, memoryAudit, memoryFacts } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';

const member = (name: string): Member => ({ personId: `person-${name}`, email: `${name}@example.com`, orgId: null });

function line(id: string, changes: Partial<Candidate> = {}): Candidate {
  return {
    message_id: id,
    created: '2026-09-01T00:00:00.000Z',
    sender_id: 'person-bob',
    sender: 'bob@example.com',
    room_id: 'room-1',
    ...changes,
  };
}
const TO_ANN = { other_id: 'person-ann', other: 'ann@example.com' };
const TO_CY = { other_id: 'person-cy', other: 'cy@example.com' };

function watching(lists: readonly (readonly Hold[])[], rooms: Readonly<Record<string, readonly Member[]>> = {}) {
  const asked: string[] = [];
  let look = 0;
  const watch = createHoldWatch({
    officer: () => 'officer',
    holds: {
      current: () => {
        const holds = lists[Math.min(look, lists.length - 1)] ?? [];
        look += 1;
        return Promise.resolve({ holds, changedAt: null });
      },
    },
    reader: {
      members: (_, roomId) => {
        asked.push(roomId);
        return Promise.resolve(rooms[roomId] ?? null);
      },
    },
  });
  return { watch, asked };
}

describe('before a batch', () => {
  it('what has come under a hold is kept, with the reason of the hold', async () => {
    const { watch } = watching([[aHold(), SPACE_HOLD]]);
    const kept = await watch.keep([
      line('1', TO_ANN),
      line('2', TO_CY),
      line('3', { ...TO_CY, sender_id: 'person-ann', sender: '' }),
      line('4', { ...TO_CY, room_id: 'room-9' }),
    ]);
    expect([...kept]).toEqual([
      ['1', 'case 7'],
      ['3', 'case 7'],
      ['4', 'on hold'],
    ]);
  });

  it('members whom the list does not name are asked for, once a room; unknown ones count as held', async () => {
    const rooms = { 'room-1': [member('bob'), member('ann')], 'room-2': [member('bob'), member('cy')] };
    const { watch, asked } = watching([[aHold()]], { ...rooms, 'room-4': [member('bob')] });
    const batch = ['1', '2', '3', '4'].flatMap((n) => [
      line(`${n}a`, { room_id: `room-${n}` }),
      line(`${n}b`, { room_id: `room-${n}` }),
    ]);
    const kept = await watch.keep(batch);
    await watch.keep(batch);
    expect([...kept]).toEqual([
      ['1a', 'case 7'],
      ['1b', 'case 7'],
      ['3a', 'members unknown'],
      ['3b', 'members unknown'],
      ['4a', 'members unknown'],
      ['4b', 'members unknown'],
    ]);
    expect(asked).toEqual(['room-1', 'room-2', 'room-3', 'room-4']);
  });

  it('nobody is asked where no hold may be on a person', async () => {
    const { watch, asked } = watching([[SPACE_HOLD]]);
    expect((await watch.keep([line('1')])).size).toBe(0);
    expect(asked).toEqual([]);
  });

  it('what was on hold at any moment of the run stays kept', async () => {
    const { watch } = watching([[], [aHold()], []]);
    const sizes: number[] = [];
    for (let i = 0; i < 3; i += 1) sizes.push((await watch.keep([line('1', TO_ANN)])).size);
    expect(sizes).toEqual([0, 1, 1]);
  });

  it('a hold list that cannot be relied on halts the run', async () => {
    const watch = createHoldWatch({
      officer: () => 'officer',
      holds: { current: () => Promise.reject(new AppError('holds-file', 'line 2 is bad', { hint: 'Mend it.' })) },
      reader: { members: () => Promise.resolve(null) },
    });
    const halt = await watch.keep([line('1')]).catch((error: unknown) => error);
    expect(halt).toBeInstanceOf(Halt);
    expect((halt as Halt).cause).toEqual({ kind: 'holds', message: 'line 2 is bad', hint: 'Mend it.' });
  });
});

describe('a hold file that changes in the middle of a run', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holds-'));
    path = join(folder, 'holds.csv');
    await writeFile(path, 'email\ndora@example.com\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('acts at the next batch; once it vanishes the run halts', async () => {
    const clock = manualClock();
    const parts = {
      clock,
      facts: memoryFacts(),
      audit: memoryAudit(clock),
      past: { records: () => nothing() },
      directory: { person: () => Promise.resolve(null), personByEmail: () => Promise.resolve(null) },
      reader: { members: () => Promise.resolve(null) },
      holdFile: createHoldFile(path),
      log: quietLog,
    };
    const holds = createHolds(parts, () => Promise.resolve());
    const watch = createHoldWatch({ holds, reader: parts.reader, officer: () => 'officer' });
    const batch = [line('1', TO_ANN), line('2', TO_CY)];
    expect((await watch.keep(batch)).size).toBe(0);
    await appendFile(path, 'ann@example.com,case 9\n');
    expect([...(await watch.keep(batch))]).toEqual([['1', 'case 9']]);
    await rm(path);
    await expect(watch.keep(batch)).rejects.toThrow(Halt);
  });
});

async function* nothing(): AsyncGenerator<never> {
  await Promise.resolve();
  yield* [];
}

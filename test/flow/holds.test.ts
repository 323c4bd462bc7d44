import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHolds, type Holds, type HoldsParts } from '../../src/flow/holds.js';
import type { AuditEntry, AuditRecord, Notice, Person } from '../../src/model.js';
import { createHoldFile } from '../../src/storage/holds-file.js';
import { manualClock, memoryAudit, memoryFacts } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';
import { OLIVIA, OSCAR } from '../support/requests.js';

const ANN: Person = {
  id: 'person-ann',
  email: 'ann.archer@example.com',
  displayName: 'Ann Archer',
  orgId: null,
  kind: 'person',
};
const ADDRESSES = ['ann@example.com', 'ann.archer@example.com'];
const LOOK = { officer: OLIVIA.id, afresh: true };

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holds-'));
  path = join(folder, 'holds.csv');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => rm(path, { force: true }));

interface Setting {
  readonly withFile?: boolean;
  readonly fail?: (entry: AuditEntry) => void;
  readonly facts?: HoldsParts['facts'];
  readonly past?: readonly AuditRecord[];
}

function setUp({ withFile = false, fail, facts = memoryFacts(), past = [] }: Setting = {}) {
  const clock = manualClock();
  const audit = memoryAudit(clock, fail);
  const told: Notice[] = [];
  const asked: string[] = [];
  const webex = { knows: ADDRESSES, down: false };
  const answer = (who: string, known: boolean): Promise<Person | null> => {
    asked.push(who);
    if (webex.down) return Promise.reject(new Error('no way to Webex'));
    return Promise.resolve(known ? ANN : null);
  };
  const parts: HoldsParts = {
    facts,
    audit,
    clock,
    log: quietLog,
    past: { records: () => batchOf(past) },
    directory: {
      person: (id) => answer(id, id === ANN.id),
      personByEmail: (email) => answer(email, webex.knows.includes(email)),
    },
    reader: { members: (_, roomId) => Promise.resolve(roomId === 'room-9' ? [] : null) },
    holdFile: withFile ? createHoldFile(path) : null,
  };
  const holds = createHolds(parts, (notice) => Promise.resolve(void told.push(notice)));
  return { holds, audit, told, asked, webex, clock, facts };
}

async function* batchOf<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  yield await Promise.resolve(items);
}

const add = (holds: Holds, who: string) => holds.add({ who, reason: 'case 7', by: OLIVIA, signedIn: true });

describe('a hold given in chat', () => {
  it('by address holds the person and both addresses', async () => {
    const { holds, audit } = setUp();
    const hold = await add(holds, 'ann@example.com');
    expect(hold).toMatchObject({
      who: 'ann@example.com',
      kind: 'person',
      personId: ANN.id,
      email: ANN.email,
      reason: 'case 7',
      by: OLIVIA,
    });
    expect((await holds.current(LOOK)).holds).toEqual([hold]);
    expect(audit.lines.at(-1)).toMatchObject({ type: 'hold.added', actor: OLIVIA.id, details: { hold } });
  });

  it.each([
    ['an address that nobody has', 'gone@example.com', 'unresolved', 'gone@example.com'],
    ['the id of a space', 'room-9', 'space', null],
    ['an id that Webex does not know', 'id-x', 'unresolved', null],
    ['the id of a person', 'person-ann', 'person', ANN.email],
  ])('by %s', async (_, who, kind, email) => {
    const { holds } = setUp();
    expect(await add(holds, who)).toMatchObject({ who, kind, email });
  });

  it('is in force where Webex cannot be asked, and is asked about later', async () => {
    const { holds, webex } = setUp();
    webex.down = true;
    expect(await add(holds, 'ann@example.com')).toMatchObject({ kind: 'unresolved', personId: null });
    await expect(holds.current(LOOK)).rejects.toThrow('no way to Webex');
    webex.down = false;
    expect((await holds.current(LOOK)).holds).toMatchObject([{ kind: 'person', personId: ANN.id }]);
  });

  it('that Webex did not know is asked about again only afresh', async () => {
    const { holds, webex, asked } = setUp();
    await add(holds, 'new@example.com');
    const first = await holds.current({ ...LOOK, afresh: false });
    expect(await holds.current({ ...LOOK, afresh: false })).toBe(first);
    expect(asked).toEqual(['new@example.com']);
    webex.knows = ['new@example.com'];
    expect((await holds.current(LOOK)).holds).toMatchObject([{ kind: 'person' }]);
  });

  it('does not come about where it cannot be recorded', async () => {
    const { holds } = setUp({
      fail: () => {
        throw new Error('disk full');
      },
    });
    await expect(add(holds, 'ann@example.com')).rejects.toThrow('disk full');
    expect((await holds.current(LOOK)).holds).toEqual([]);
  });

  it('once removed is remembered with who did it, for longer than cards show it', async () => {
    const { holds, audit, clock } = setUp();
    const hold = await add(holds, 'ann@example.com');
    expect(await holds.given('person-ann')).toEqual(hold);
    const removed = await holds.remove(hold, OSCAR);
    expect(audit.lines.at(-1)).toMatchObject({ type: 'hold.removed', actor: OSCAR.id, details: { hold: removed } });
    expect((await holds.current(LOOK)).holds).toEqual([]);
    expect(await holds.given('ann@example.com')).toBeNull();
    expect(await holds.removedSince(removed.removed.at)).toEqual([removed]);
    clock.advance(121 * 86_400_000);
    await holds.remove(await add(holds, 'gone@example.com'), OSCAR);
    expect((await holds.removedSince(removed.removed.at)).map(({ who }) => who)).toEqual(['gone@example.com']);
  });
});

describe('a hold that the audit tells of and the state lacks', () => {
  const record = (seq: number, type: string, details: AuditRecord['details']): AuditRecord => ({
    seq,
    type,
    details,
    hash: '',
    at: '2026-11-24T12:00:00.000Z',
    actor: OLIVIA.id,
    purge: null,
  });

  it('is put back at the start, on record, and once', async () => {
    const { holds: before, audit: written } = setUp();
    const hold = await add(before, 'ann@example.com');
    const removed = await before.remove(hold, OSCAR);
    const past = written.lines.map(({ seq, type, details }) => record(seq, type, details));
    const { holds, audit, facts } = setUp({ past });
    await holds.catchUp();
    // The removal is not made up for: what nobody can be sure of is kept.
    expect((await holds.current(LOOK)).holds).toEqual([hold]);
    expect(audit.lines).toMatchObject([{ type: 'hold.restored', actor: 'bot', details: { hold } }]);
    expect(removed.who).toBe(hold.who);
    const again = setUp({ past, facts });
    await again.holds.catchUp();
    expect(again.audit.lines).toEqual([]);
  });

  it('is not put back where the state knows of its removal', async () => {
    const { holds, audit, facts } = setUp();
    await holds.remove(await add(holds, 'ann@example.com'), OSCAR);
    const later = setUp({ facts, past: audit.lines.map(({ seq, type, details }) => record(seq, type, details)) });
    await later.holds.catchUp();
    expect((await later.holds.current(LOOK)).holds).toEqual([]);
  });
});

describe('the file of HOLDS_CSV', () => {
  it('holds beside what was given in chat; its changes are recorded and told', async () => {
    await writeFile(path, 'email-or-id,reason\nann@example.com,case\u202E 8\nroom-9\n');
    const { holds, audit, told } = setUp({ withFile: true });
    await add(holds, 'gone@example.com');
    const list = await holds.current(LOOK);
    expect(list.holds).toMatchObject([
      { who: 'gone@example.com', by: OLIVIA },
      { who: 'ann@example.com', kind: 'person', personId: ANN.id, reason: 'case 8', by: null },
      { who: 'room-9', kind: 'space' },
    ]);
    const change = { holds: 2, added: 2, addedShown: ['ann@example.com', 'room-9'], removed: 0, removedShown: [] };
    expect(audit.lines.at(-1)).toMatchObject({ type: 'hold.file', actor: 'bot', details: change });
    expect(told).toEqual([{ kind: 'holds-file', ...change }]);
    expect(await holds.current({ ...LOOK, afresh: false })).toBe(list);
    expect(told).toHaveLength(1);
  });

  it('acts as soon as it changed, and who is gone from it counts as removed', async () => {
    await writeFile(path, 'ann@example.com\n');
    const { holds, told } = setUp({ withFile: true });
    await holds.current(LOOK);
    await appendFile(path, 'bob@example.com\n');
    expect((await holds.current({ ...LOOK, afresh: false })).holds).toHaveLength(2);
    await writeFile(path, 'bob@example.com\n');
    expect((await holds.current(LOOK)).holds).toMatchObject([{ who: 'bob@example.com' }]);
    expect(await holds.removedSince('2026-11-24T00:00:00.000Z')).toMatchObject([
      { who: 'ann@example.com', personId: ANN.id, removed: { by: null } },
    ]);
    expect(told.at(-1)).toMatchObject({ holds: 1, removed: 1, removedShown: ['ann@example.com'] });
  });

  it.each([
    ['that vanished', () => rm(path), /cannot be read/],
    ['that was emptied', () => writeFile(path, ''), /empty, though holds stood in it/],
    ['of which only the heading is left', () => writeFile(path, 'email\n'), /empty, though holds stood in it/],
    ['with a bad line', () => appendFile(path, 'Ann Archer\n'), /line 2: "Ann Archer"/],
  ])('%s is refused, also after a restart', async (_, damage, fault) => {
    await writeFile(path, 'ann@example.com\n');
    const { holds, facts } = setUp({ withFile: true });
    await holds.current(LOOK);
    await damage();
    await expect(holds.current({ ...LOOK, afresh: false })).rejects.toThrow(fault);
    await expect(setUp({ withFile: true, facts }).holds.current(LOOK)).rejects.toThrow(fault);
  });

  it('may be empty from the beginning', async () => {
    await writeFile(path, 'email-or-id,reason\n');
    const { holds, told } = setUp({ withFile: true });
    expect((await holds.current(LOOK)).holds).toEqual([]);
    expect(told).toMatchObject([{ holds: 0 }]);
  });

  it('that is not set any more counts as removed, and is told', async () => {
    await writeFile(path, 'ann@example.com\n');
    const { holds, facts } = setUp({ withFile: true });
    await holds.current(LOOK);
    const later = setUp({ facts });
    expect((await later.holds.current(LOOK)).holds).toEqual([]);
    expect(later.told).toMatchObject([{ kind: 'holds-file', holds: null, removed: 1 }]);
    expect(await later.holds.removedSince('2026-11-24T00:00:00.000Z')).toHaveLength(1);
  });

  it('is looked up once a person, not at every look', async () => {
    await writeFile(path, 'ann@example.com\ngone@example.com\n');
    const { holds, asked } = setUp({ withFile: true });
    for (let i = 0; i < 3; i += 1) await holds.current({ ...LOOK, afresh: false });
    expect(asked).toEqual(['ann@example.com', 'gone@example.com']);
  });
});

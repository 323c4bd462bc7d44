import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScanHolds } from '../../src/flow/hold-scan.js';
import { scan } from '../../src/flow/scan.js';
import type { Candidate, Hold, Member, MessageEvent, RemovedHold, Rules, TimeSpan } from '../../src/model.js';
import type { EventReader, Found, MemberCache } from '../../src/ports.js';
import { aHold, aRemovedHold, SPACE_HOLD, UNRESOLVED } from '../support/holds.js';
import { manualClock, memoryGathering, memoryMembers } from '../support/memory.js';

const SPAN = { from: '2026-09-01T00:00:00.000Z', to: '2026-10-01T00:00:00.000Z' };
const ANYBODY = { persons: [], domains: [] };

describe('a scan', () => {
  it('takes each message once, whatever the order of pages and however often they repeat it', async () => {
    const events = Array.from({ length: 12 }, (_, n) => written(n, n % 3 === 0 ? 'bob' : 'alice'));
    const repeated = fc.array(fc.shuffledSubarray([...events, ...events], { minLength: 1 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(repeated, async (pages) => {
        const { summary, due } = await scanned({ created: [...pages, events] });
        expect(summary).toMatchObject({ messages: 12, people: 2, spaces: 1, oldest: at(0), newest: at(11) });
        expect(summary.busiest).toEqual([
          { email: 'alice@example.com', messages: 8 },
          { email: 'bob@example.com', messages: 4 },
        ]);
        expect(due.map((one) => one.message_id).sort()).toEqual(events.map((one) => one.messageId).sort());
      }),
    );
  });

  it('counts what it leaves out once a message, and every event it read', async () => {
    const page = [
      written(1, 'alice'),
      written(2, 'bob'),
      written(3, 'carol', { roomId: 'r2' }),
      written(4, 'alice', { roomType: 'group' }),
    ];
    const { summary, due } = await scanned({
      created: [page, page],
      deleted: [[written(1, 'alice'), written(9, 'alice')], [written(1, 'alice')]],
      filters: { persons: ['alice', 'bob'], domains: [] },
    });
    expect(summary.scanned).toBe(8);
    expect(summary.leftOut).toMatchObject({ 'already-gone': 1, filtered: 1 });
    expect(due.map((one) => one.message_id)).toEqual(['m0002']);
  });

  it('leaves to another purge what stands on its list and is not settled there', async () => {
    const elsewhere: readonly Found[] = [
      { messageId: 'm0001', finding: { kind: 'listed', purge: 'p1' } },
      { messageId: 'm0002', finding: { kind: 'listed', purge: 'p1' } },
      { messageId: 'm0002', finding: { kind: 'settled', purge: 'p1' } },
    ];
    const { summary, due } = await scanned({ created: [[written(1, 'alice'), written(2, 'bob')]], elsewhere });
    expect(summary.leftOut['in-open-purge']).toBe(1);
    expect(due.map((one) => one.message_id)).toEqual(['m0002']);
  });

  it('says what Webex failed to give, of what was written and of what was deleted', async () => {
    const hole = { from: at(60), to: at(120) };
    const { summary } = await scanned({
      created: [[written(1, 'alice'), written(2, 'bob')]],
      missed: { created: [hole], deleted: [{ from: at(0), to: at(30) }] },
    });
    expect(summary).toMatchObject({ messages: 2 });
    expect(summary.coverage.holes).toEqual([
      { from: at(0), to: at(30), events: 'deleted' },
      { ...hole, events: 'created' },
    ]);
  });

  it('tells the oldest that it leaves out for a reason that may go, and what is soon out of reach', async () => {
    const elsewhere: readonly Found[] = [{ messageId: 'm0003', finding: { kind: 'listed', purge: 'p1' } }];
    const created = [
      [written(1, 'alice'), written(2, 'bob'), written(3, 'alice'), written(4, 'carol', { roomId: 'r2' })],
    ];
    const { summary } = await scanned({ created, elsewhere, deleted: [[written(1, 'alice')]], passesBefore: at(3) });
    expect(summary).toMatchObject({ messages: 1, oldestKept: at(3), passing: 1 });
    const all = await scanned({ created: [[written(1, 'alice'), written(2, 'bob')]], passesBefore: at(2) });
    expect(all.summary).toMatchObject({ messages: 2, oldestKept: null, passing: 1 });
  });

  it('ends between two batches when it is told to', async () => {
    const stopping = new AbortController();
    stopping.abort(new Error('the bot stops'));
    await expect(scanned({ created: [[written(1, 'alice')]], signal: stopping.signal })).rejects.toThrow(
      'the bot stops',
    );
  });
});

describe('the members of a 1:1 room', () => {
  it('are known without asking where both wrote; their organisations are asked together', async () => {
    const { asked, due } = await scanned({ created: [[written(1, 'alice'), written(2, 'bob')]] });
    expect(asked.rooms).toEqual([]);
    expect(asked.people).toEqual([['officer'], ['alice', 'bob']]);
    expect(due[0]).toMatchObject({ other_id: 'bob', other: 'bob@example.com', other_org: 'our-org' });
  });

  it('are asked for once a room where only one wrote', async () => {
    const rooms = { r1: [person('alice'), person('bob')] };
    const { asked, summary } = await scanned({ created: [[written(1, 'alice')], [written(2, 'alice')]], rooms });
    expect(asked.rooms).toEqual(['r1']);
    expect(summary.messages).toBe(2);
  });

  it('are asked for neither where all is gone nor where all is filtered', async () => {
    const created = [[written(1, 'alice'), written(2, 'carol', { roomId: 'r2' })]];
    const filters = { persons: ['alice'], domains: [] };
    const { asked } = await scanned({ created, deleted: [[written(1, 'alice')]], filters });
    expect(asked.rooms).toEqual([]);
  });

  it('are remembered across scans', async () => {
    const members = memoryMembers();
    const rooms = { r1: [person('alice'), person('bob')] };
    const created = [
      [written(1, 'alice'), written(2, 'carol', { roomId: 'r2' }), written(3, 'dave', { roomId: 'r2' })],
    ];
    await scanned({ created, rooms, members });
    const next = await scanned({ created, members });
    expect(next.asked).toEqual({ rooms: [], people: [['officer']] });
    expect(next.summary.messages).toBe(3);
  });

  it('are asked for again by the next scan where nobody told them', async () => {
    const members = memoryMembers();
    const created = [[written(1, 'alice')]];
    const first = await scanned({ created, members });
    expect(first.summary).toMatchObject({ messages: 0, leftOut: { 'members-unknown': 1 } });
    const second = await scanned({ created, members, rooms: { r1: [person('alice'), person('bob')] } });
    expect(second.summary.messages).toBe(1);
  });

  it('are not learnt from events that name only who acted', async () => {
    const deleted = [[written(9, 'officer')]];
    const created = [[written(1, 'alice'), written(2, 'officer', { senderEmail: '' })]];
    const { asked } = await scanned({ created, deleted });
    expect(asked.rooms).toEqual(['r1']);
  });

  it('decide together: one of another organisation is enough to leave the room out', async () => {
    const created = [[written(1, 'alice'), written(2, 'eve')]];
    const { summary } = await scanned({ created, foreigners: ['eve'] });
    expect(summary).toMatchObject({ messages: 0, leftOut: { external: 2 } });
  });

  it('are asked for by nobody where other organisations are included; bots that wrote are left out', async () => {
    const created = [
      [
        written(1, 'alice'),
        written(2, 'eve', { roomId: 'r2' }),
        written(3, 'helper', { roomId: 'r3', senderEmail: 'helper@webex.bot' }),
        written(4, 'alice', { roomId: 'r3' }),
      ],
    ];
    const { summary, asked } = await scanned({ created, crossOrg: 'include', foreigners: ['eve'] });
    expect(asked.rooms).toEqual([]);
    expect(summary).toMatchObject({ messages: 2, leftOut: { bot: 2 } });
  });

  it('tell how many messages go to people outside, where these are included', async () => {
    const r2 = { roomId: 'r2' };
    const created = [[written(1, 'alice'), written(2, 'eve', r2), written(3, 'eve', r2), written(4, 'bob', r2)]];
    const included = await scanned({ created, crossOrg: 'include', foreigners: ['eve'] });
    expect(included.summary.outside).toEqual({ messages: 3, written: 2 });
    expect((await scanned({ created, foreigners: ['eve'] })).summary.outside).toBeNull();
  });

  it('are not asked for by a preview, whose count is a range then', async () => {
    const r = (roomId: string): Partial<MessageEvent> => ({ roomId });
    const created = [
      [written(1, 'alice'), written(2, 'bob')],
      [written(3, 'carol', r('r2')), written(4, 'carol', r('r2')), written(5, 'eve', r('r3'))],
    ];
    const rooms = { r2: [person('carol'), person('dave')] };
    const preview = await scanned({ created, rooms, foreigners: ['eve'], askMembers: false });
    expect(preview.asked.rooms).toEqual([]);
    expect(preview.summary).toMatchObject({ messages: 2, atMost: 4, leftOut: { external: 1, 'members-unknown': 0 } });
    const purge = await scanned({ created, rooms, foreigners: ['eve'] });
    expect(purge.summary).toMatchObject({ messages: 4, atMost: 4 });
  });

  it('are known to a preview where a purge has asked for them', async () => {
    const members = memoryMembers();
    const created = [[written(1, 'alice')]];
    await scanned({ created, members, rooms: { r1: [person('alice'), person('bob')] } });
    const { summary } = await scanned({ created, members, askMembers: false });
    expect(summary).toMatchObject({ messages: 1, atMost: 1 });
  });
});

describe('the hold list in a scan', () => {
  const ANN = aHold({ who: 'bob@example.com', personId: 'bob', email: 'bob@example.com' });
  const rooms = { r1: [person('alice'), person('bob')], r2: [person('alice'), person('carol')] };
  const created = [[written(1, 'alice'), written(2, 'alice', { roomId: 'r2' })]];
  const both = { crossOrg: ['exclude', 'include'] as const };

  it.each(both.crossOrg)(
    'keeps what the other one wrote to a person on hold, who never wrote: %s',
    async (crossOrg) => {
      const { summary, due } = await scanned({ created, rooms, crossOrg, holds: [ANN] });
      expect(due.map((one) => one.message_id)).toEqual(['m0002']);
      expect(summary.leftOut).toMatchObject({ held: 1, 'members-unknown': 0 });
      expect(summary.holds).toMatchObject({ size: 1, unresolved: 0, removed: 0 });
    },
  );

  it.each(both.crossOrg)('keeps what a person on hold wrote, though nobody tells the members: %s', async (crossOrg) => {
    const { summary } = await scanned({ created: [[written(1, 'bob')]], crossOrg, holds: [ANN] });
    expect(summary).toMatchObject({ messages: 0, leftOut: { held: 1, 'members-unknown': 0 } });
  });

  it('leaves out rooms whose members nobody tells where a person is on hold, also with people outside included', async () => {
    const { summary } = await scanned({ created, rooms: { r2: rooms.r2 }, crossOrg: 'include', holds: [UNRESOLVED] });
    expect(summary).toMatchObject({ messages: 1, leftOut: { held: 0, 'members-unknown': 1 } });
  });

  it('makes the count of a preview a range where a hold may reach whom nobody asked for', async () => {
    const scene = { created, rooms, crossOrg: 'include', askMembers: false } as const;
    const { summary, asked } = await scanned({ ...scene, holds: [ANN] });
    expect(asked.rooms).toEqual([]);
    expect(summary).toMatchObject({ messages: 0, atMost: 2 });
    expect((await scanned(scene)).summary).toMatchObject({ messages: 2, atMost: 2 });
  });

  it('asks for no members where only spaces are on hold and people outside are included', async () => {
    const holds = [{ ...SPACE_HOLD, who: 'r1' }];
    const { summary, asked } = await scanned({ created, rooms, crossOrg: 'include', holds });
    expect(asked.rooms).toEqual([]);
    expect(summary).toMatchObject({ messages: 1, leftOut: { held: 1 } });
  });

  it('counts apart what another rule keeps anyway', async () => {
    const { summary } = await scanned({
      created,
      rooms,
      foreigners: ['bob'],
      deleted: [[written(2, 'alice')]],
      holds: [ANN],
    });
    expect(summary.leftOut).toMatchObject({ held: 0, external: 1, 'already-gone': 1 });
  });

  it('counts what each removed hold had kept of the list', async () => {
    const removedHolds = [
      aRemovedHold({ ...ANN }),
      aRemovedHold({ ...ANN, who: 'alice', personId: 'alice', email: null }),
      aRemovedHold({
        who: 'nobody',
        personId: null,
        email: null,
        removed: { by: null, at: '2026-11-23T09:00:00.000Z' },
      }),
    ];
    const { summary } = await scanned({ created, rooms, crossOrg: 'include', removedHolds });
    expect(summary.holds.removedShown.map(({ who, reaches }) => [who, reaches])).toEqual([
      ['bob@example.com', 1],
      ['alice', 2],
      ['nobody', 0],
    ]);
  });
});

interface Scene {
  readonly created: readonly (readonly MessageEvent[])[];
  readonly deleted?: readonly (readonly MessageEvent[])[];
  readonly rooms?: Readonly<Record<string, readonly Member[]>>;
  readonly foreigners?: readonly string[];
  readonly filters?: { readonly persons: readonly string[]; readonly domains: readonly string[] };
  readonly crossOrg?: Rules['crossOrg'];
  readonly askMembers?: boolean;
  readonly passesBefore?: string;
  readonly elsewhere?: readonly Found[];
  readonly holds?: readonly Hold[];
  readonly removedHolds?: readonly RemovedHold[];
  readonly members?: MemberCache;
  readonly missed?: Readonly<Record<'created' | 'deleted', readonly TimeSpan[]>>;
  readonly signal?: AbortSignal;
}

async function scanned(scene: Scene) {
  const asked = { rooms: [] as string[], people: [] as (readonly string[])[] };
  const due: Candidate[] = [];
  const summary = await scan(
    {
      reader: readerOf(scene, asked),
      members: scene.members ?? memoryMembers(),
      gathering: memoryGathering(),
      clock: manualClock(),
      signal: scene.signal ?? new AbortController().signal,
    },
    {
      officer: 'officer',
      span: SPAN,
      filters: scene.filters ?? ANYBODY,
      crossOrg: scene.crossOrg ?? 'exclude',
      askMembers: scene.askMembers ?? true,
      passesBefore: scene.passesBefore ?? SPAN.from,
      holds: createScanHolds({ holds: scene.holds ?? [], changedAt: null }, scene.removedHolds ?? []),
      elsewhere: pagesOf([scene.elsewhere ?? []]),
    },
    (candidates) => Promise.resolve(void due.push(...candidates)),
  );
  return { summary, due, asked };
}

function readerOf(scene: Scene, asked: { rooms: string[]; people: (readonly string[])[] }): EventReader {
  const orgOf = (id: string): string => (scene.foreigners?.includes(id) === true ? 'their-org' : 'our-org');
  const emailOf = (id: string): string => (id === 'helper' ? 'helper@webex.bot' : `${id}@example.com`);
  return {
    probe: () => Promise.resolve({ ok: true }),
    messageEvents: (_, type, __, reading) => {
      for (const span of scene.missed?.[type] ?? []) reading?.missed?.(span);
      return pagesOf(scene[type] ?? []);
    },
    members: (_, roomId) => {
      asked.rooms.push(roomId);
      return Promise.resolve(scene.rooms?.[roomId] ?? null);
    },
    people: (_, ids) => {
      asked.people.push(ids);
      return Promise.resolve(
        ids.map((id) => ({ id, email: emailOf(id), displayName: id, orgId: orgOf(id), kind: 'person' })),
      );
    },
  };
}

async function* pagesOf<T>(pages: readonly T[]): AsyncGenerator<T> {
  for (const page of pages) yield await Promise.resolve(page);
}

function person(personId: string): Member {
  return { personId, email: `${personId}@example.com`, orgId: null };
}

function written(n: number, senderId: string, changes: Partial<MessageEvent> = {}): MessageEvent {
  return {
    messageId: `m${String(n).padStart(4, '0')}`,
    created: at(n),
    senderId,
    senderEmail: `${senderId}@example.com`,
    roomId: 'r1',
    roomType: 'direct',
    actorId: senderId,
    ...changes,
  };
}

function at(n: number): string {
  return new Date(Date.parse(SPAN.from) + n * 1_000).toISOString();
}

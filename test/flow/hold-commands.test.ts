import { describe, expect, it } from 'vitest';
import { createClaims } from '../../src/flow/claims.js';
import { createHoldCommands } from '../../src/flow/hold-commands.js';
import { createHolds } from '../../src/flow/holds.js';
import { approvalsNeeded } from '../../src/flow/remover-rule.js';
import type { Parts } from '../../src/flow/parts.js';
import type { Candidate, LedgerLine, Notice, Outcome, PurgeRequest } from '../../src/model.js';
import { manualClock, memoryAudit, memoryFacts, memoryPurgeFiles, memoryRequests } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';
import { aRequest, OLIVIA, OSCAR } from '../support/requests.js';

const ANN = {
  id: 'person-ann',
  email: 'ann@example.com',
  displayName: 'Ann Archer',
  orgId: null,
  kind: 'person',
} as const;

function setUp(fileRows: readonly string[] = []) {
  const told: Notice[] = [];
  const clock = { ...manualClock(), wait: () => Promise.resolve() };
  const parts = {
    clock,
    facts: memoryFacts(),
    audit: memoryAudit(clock),
    store: memoryRequests(),
    files: memoryPurgeFiles(),
    past: { records: () => nothing() },
    directory: {
      person: (id: string) => Promise.resolve(id === ANN.id ? ANN : null),
      personByEmail: (email: string) => Promise.resolve(email === ANN.email ? ANN : null),
    },
    reader: { members: () => Promise.resolve(null) },
    signIn: { session: () => Promise.resolve(null) },
    holdFile: {
      stamp: () => Promise.resolve('1'),
      read: () => Promise.resolve({ sha256: '', rows: fileRows.map((who) => ({ who, reason: null })) }),
    },
    log: quietLog,
  };
  const holds = createHolds(parts, () => Promise.resolve());
  const cards: PurgeRequest[] = [];
  const commands = createHoldCommands({ ...parts, holds } as unknown as Parts, createClaims(parts), {
    say: (notice) => Promise.resolve(void told.push(notice)),
    card: (request) => Promise.resolve((cards.push(request), request)),
  });
  return { ...parts, told, cards, commands };
}

async function* nothing(): AsyncGenerator<never> {
  await Promise.resolve();
  yield* [];
}

const add = { kind: 'hold', action: 'add', who: 'ann@example.com', reason: 'case 7' } as const;
const remove = { kind: 'hold', action: 'remove', who: 'ann@example.com' } as const;

describe('an officer', () => {
  it('adds a hold, once, and the space is told', async () => {
    const { commands, told, audit } = setUp();
    expect(await commands.obey(add, OLIVIA)).toBeNull();
    expect(told).toMatchObject([{ kind: 'hold-added', hold: { who: add.who, personId: ANN.id }, effects: [] }]);
    expect(await commands.obey({ ...add, who: 'person-ann' }, OSCAR)).toMatchObject({
      reason: 'already-held',
      hold: { by: OLIVIA },
    });
    expect(audit.lines.map(({ type }) => type)).toEqual(['hold.added']);
  });

  it('removes it by any of its names; another hold on the same person is pointed at', async () => {
    const { commands, told, audit } = setUp(['person-ann']);
    await commands.obey(add, OLIVIA);
    expect(await commands.obey(remove, OSCAR)).toBeNull();
    expect(told.at(-1)).toMatchObject({
      kind: 'hold-removed',
      hold: { who: 'ann@example.com', removed: { by: OSCAR } },
      still: { who: 'person-ann', by: null },
    });
    expect(audit.lines.map(({ type, actor }) => [type, actor])).toContainEqual(['hold.removed', OSCAR.id]);
  });

  it('is told why nothing can be removed', async () => {
    const { commands } = setUp(['bob@example.com']);
    expect(await commands.obey(remove, OSCAR)).toEqual({ reason: 'not-held', who: 'ann@example.com' });
    expect(await commands.obey({ ...remove, who: 'bob@example.com' }, OSCAR)).toEqual({
      reason: 'held-by-file',
      who: 'bob@example.com',
    });
  });

  it('sees the whole list', async () => {
    const { commands, told } = setUp(['bob@example.com']);
    await commands.obey(add, OLIVIA);
    await commands.obey({ kind: 'hold', action: 'list' }, OSCAR);
    expect(told.at(-1)).toMatchObject({
      kind: 'holds',
      holds: [
        { who: 'ann@example.com', kind: 'person' },
        { who: 'bob@example.com', kind: 'unresolved' },
      ],
    });
  });
});

const PEOPLE: readonly Partial<Candidate>[] = [
  { sender_id: 'person-ann', sender: 'ann@example.com', other_id: 'person-bob', other: 'bob@example.com' },
  { sender_id: 'person-bob', sender: 'bob@example.com', other_id: 'person-ann', other: 'ann@example.com' },
  { sender_id: 'person-bob', sender: 'bob@example.com', other_id: 'person-cy', other: 'cy@example.com' },
];

function lines(count: number, people: Partial<Candidate>, prefix: string): Candidate[] {
  return Array.from({ length: count }, (_, n) => ({
    message_id: `${prefix}${String(n)}`,
    created: '2026-09-01T00:00:00.000Z',
    sender_id: '',
    sender: '',
    room_id: `room-${prefix}`,
    ...people,
  }));
}

function outcome(message_id: string, as: Outcome): LedgerLine {
  return {
    message_id,
    outcome: as,
    http_status: 204,
    attempts: 1,
    decided_at: '2026-11-24T12:00:00.000Z',
    by: OSCAR.id,
    tracking_id: null,
    reason: null,
  };
}

describe('a new hold tells what it means for open lists', () => {
  async function effectOn(changes: Partial<PurgeRequest>) {
    const scene = setUp();
    const { files, store, commands, told } = scene;
    const id = 'p-1';
    const writer = await files.newManifest(id);
    await writer.add([...lines(4, PEOPLE[0]!, 'a'), ...lines(3, PEOPLE[1]!, 'b'), ...lines(5, PEOPLE[2]!, 'c')]);
    await writer.add(lines(2, { sender_id: 'person-bob', sender: 'bob@example.com' }, 'd'));
    const { digest } = await writer.freeze();
    const ledger = await files.openLedger(id);
    await ledger.intend(['a0', 'a1', 'b0', 'c0', 'd0'], OSCAR.id);
    for (const one of ['a0', 'c0', 'd0']) await ledger.record(outcome(one, 'deleted'));
    await ledger.record(outcome('b1', 'already-gone'));
    await ledger.record(outcome('b2', 'failed'));
    await store.insert(aRequest({ id, digest, ...changes }));
    await commands.obey(add, OLIVIA);
    const [notice] = told;
    return notice?.kind === 'hold-added' ? notice.effects : [];
  }

  it('in a run: kept, too late, on the way, and not known yet', async () => {
    expect(await effectOn({ state: 'running' })).toMatchObject([
      { request: { id: 'p-1' }, kept: 3, tooLate: 1, onTheWay: 2, unknown: 1 },
    ]);
  });

  it('in a run that stands nothing is on its way', async () => {
    expect(await effectOn({ state: 'stopped' })).toMatchObject([{ kept: 5, tooLate: 1, onTheWay: 0, unknown: 1 }]);
  });

  it('not in what is over', async () => {
    for (const state of ['completed', 'rejected', 'cancelled'] as const) expect(await effectOn({ state })).toEqual([]);
  });

  it('is in force even where that cannot be counted', async () => {
    const { store, commands, told, audit } = setUp();
    await store.insert(aRequest({ state: 'running', digest: 'another' }));
    await commands.obey(add, OLIVIA);
    expect(told).toMatchObject([{ kind: 'hold-added', effects: [] }]);
    expect(audit.lines).toHaveLength(1);
  });
});

describe('who removes a hold that was given after a list was frozen', () => {
  async function removedFrom(changes: Partial<PurgeRequest>, people = PEOPLE[1]!) {
    const scene = setUp();
    const writer = await scene.files.newManifest('p-1');
    await writer.add(lines(3, people, 'a'));
    const { digest } = await writer.freeze();
    await scene.store.insert(aRequest({ id: 'p-1', digest, ...changes }));
    await scene.commands.obey(add, OLIVIA);
    await scene.commands.obey(remove, OSCAR);
    return { ...scene, request: (await scene.store.get('p-1'))! };
  }

  it('cannot alone approve that list either, and its card says so', async () => {
    const { request, cards, audit } = await removedFrom({});
    expect(request.summary?.holds?.removedShown).toMatchObject([{ who: 'ann@example.com', by: OSCAR, reaches: 3 }]);
    expect(approvalsNeeded(request, [{ officer: OSCAR }])).toBe(2);
    expect(cards).toEqual([request]);
    const types = audit.lines.map(({ type }) => type);
    expect(types.slice(0, 3)).toEqual(['hold.added', 'purge.hold-removed', 'hold.removed']);
  });

  it('is noted in what is approved or stands, without a card for it', async () => {
    for (const state of ['approved', 'stopped', 'incomplete'] as const) {
      const { request, cards } = await removedFrom({ state });
      expect(request.summary?.holds?.removed).toBe(1);
      expect(cards).toEqual([]);
    }
  });

  it('changes nothing of a list that the hold did not reach', async () => {
    const { request } = await removedFrom({}, PEOPLE[2]);
    expect(request.summary?.holds).toBeUndefined();
  });
});

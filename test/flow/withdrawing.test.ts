import { describe, expect, it, test } from 'vitest';
import { successorOf } from '../../src/flow/withdrawing.js';
import type { PurgeRequest } from '../../src/model.js';
import { aRequest, OLIVIA, OSCAR } from '../support/requests.js';
import { createWorld, type World } from '../support/world.js';

const OLDER = aRequest();

function later(changes: Partial<PurgeRequest> = {}): PurgeRequest {
  return aRequest({ id: '20261124-later1', createdAt: '2026-11-24T13:00:00.000Z', ...changes });
}

async function purge(world: World, who: typeof OLIVIA, window: string): Promise<PurgeRequest> {
  const before = new Set((await world.store.all()).map(({ id }) => id));
  world.clock.advance(60_000);
  await world.say(who, `purge ${window}`);
  await world.settle();
  return (await world.store.all()).find(({ id }) => !before.has(id))!;
}

describe('an open request', () => {
  const cases: readonly (readonly [string, PurgeRequest, boolean])[] = [
    ['a later one of the same asker', later(), true],
    ['a later one that was approved already', later({ state: 'approved' }), true],
    ['a later one of another officer', later({ asker: OSCAR }), false],
    ['a later one of the schedule', later({ asker: null }), false],
    ['an earlier one', later({ createdAt: '2026-11-24T11:00:00.000Z' }), false],
    [
      'a later one for a window beside it',
      later({ span: { from: OLDER.span.to, to: '2026-10-26T00:00:00.000Z' } }),
      false,
    ],
    ['a later one that found nothing', later({ state: 'nothing-due' }), false],
    ['a later one above the cap', later({ state: 'over-limit' }), false],
  ];
  test.each(cases)('against %s', (_, other, givesWay) => {
    expect(successorOf(OLDER, [OLDER, other])?.id ?? null).toBe(givesWay ? other.id : null);
  });

  it('of the schedule gives way to a later one of the schedule', () => {
    const older = { ...OLDER, asker: null };
    expect(successorOf(older, [older, later({ asker: null })])).not.toBeNull();
  });

  it('is withdrawn once the later list is frozen, which is said, on record, and shown on its card', async () => {
    const world = createWorld();
    const first = await purge(world, OLIVIA, '30d');
    const second = await purge(world, OLIVIA, '35d');
    const [withdrawn, open] = await world.store.all();
    expect(withdrawn).toMatchObject({ id: first.id, state: 'withdrawn', ending: { replacedBy: second.id } });
    expect(open).toMatchObject({ id: second.id, state: 'awaiting' });
    expect(world.audit.find(({ type }) => type === 'purge.withdrawn')).toMatchObject({
      actor: OLIVIA.id,
      purge: first.id,
      details: { for: second.id },
    });
    expect(world.said.find(({ id }) => id === withdrawn?.card?.messageId)?.notice).toMatchObject({
      card: { face: 'closed' },
    });
    expect(world.said.filter(({ text }) => text.includes('takes its place'))).toHaveLength(1);
  });

  it('of another officer stays, and is pointed to', async () => {
    const world = createWorld();
    const first = await purge(world, OLIVIA, '30d');
    await purge(world, OSCAR, '30d');
    expect((await world.store.all()).map(({ state }) => state)).toEqual(['awaiting', 'awaiting']);
    expect(world.said.find(({ notice }) => notice.kind === 'overlapping')?.text).toContain(first.id);
  });
});

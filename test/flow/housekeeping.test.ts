import { describe, expect, it } from 'vitest';
import { outlived } from '../../src/flow/housekeeping.js';
import type { PurgeRequest, RequestState } from '../../src/model.js';
import { aRequest, OLIVIA } from '../support/requests.js';
import { createWorld, type World } from '../support/world.js';

const DAY = 86_400_000;

/** A purge that was asked for and then rejected. */
async function ended(world: World): Promise<PurgeRequest> {
  await world.say(OLIVIA, 'purge 30d');
  await world.settle();
  const [request] = await world.store.all();
  await world.say(OLIVIA, `reject ${request!.id} not now`);
  await world.settle();
  return (await world.store.get(request!.id))!;
}

describe('files that outlived KEEP_PURGES', () => {
  const ago = (state: RequestState, changes: Partial<PurgeRequest> = {}) => aRequest({ state, ...changes });
  const BEFORE = Date.parse('2026-12-24T00:00:00.000Z');

  it.each<[RequestState, boolean]>([
    ['completed', true],
    ['rejected', true],
    ['expired', true],
    ['withdrawn', true],
    ['cancelled', true],
    ['over-limit', true],
    ['incomplete', false],
    ['stopped', false],
    ['running', false],
    ['approved', false],
    ['awaiting', false],
  ])('are those of a purge that is %s: %s', (state, are) => {
    expect(outlived([ago(state)], BEFORE)).toHaveLength(are ? 1 : 0);
  });

  it('are counted from the end of the purge, and not removed before its report is posted', () => {
    const run = {
      startedAt: '2026-12-24T01:00:00.000Z',
      resumedAt: null,
      executors: [],
      stopped: null,
      finishedAt: '2026-12-24T02:00:00.000Z',
    };
    expect(outlived([ago('completed', { run })], BEFORE)).toEqual([]);
    expect(outlived([ago('completed', { report: { begun: 1, posted: false } })], BEFORE)).toEqual([]);
    expect(outlived([ago('completed', { filesRemovedAt: '2026-12-01T00:00:00.000Z' })], BEFORE)).toEqual([]);
  });

  it('are removed with their digests on record, once, and asking for them is answered', async () => {
    const world = createWorld({ keepPurgesMs: 30 * DAY });
    const { id, digest, card } = await ended(world);
    world.clock.advance(29 * DAY);
    await world.settle();
    expect(await world.parts.files.digests(id)).not.toBeNull();
    world.clock.advance(2 * DAY);
    await world.settle();
    expect(await world.parts.files.digests(id)).toBeNull();
    world.clock.advance(10 * DAY);
    await world.settle();
    const removals = world.audit.filter(({ type }) => type === 'purge.removed');
    expect(removals).toMatchObject([{ actor: 'bot', purge: id, details: { digest, ledger: null, report: null } }]);
    expect(card).not.toBeNull();

    await world.say(OLIVIA, `list ${id}`);
    expect(world.said.at(-1)?.text).toContain('KEEP_PURGES');
  });

  it('stay where the record cannot be written', async () => {
    const world = createWorld({ keepPurgesMs: DAY });
    const { id } = await ended(world);
    const sound = { ...world.parts.audit };
    Object.assign(world.parts.audit, { append: () => Promise.reject(new Error('the disk is full')) });
    world.clock.advance(2 * DAY);
    await world.settle();
    expect(await world.parts.files.digests(id)).not.toBeNull();
    Object.assign(world.parts.audit, sound);
    world.clock.advance(DAY);
    await world.settle();
    expect(await world.parts.files.digests(id)).toBeNull();
  });

  it('stay for ever where KEEP_PURGES is not set', async () => {
    const world = createWorld();
    const { id } = await ended(world);
    world.clock.advance(3_650 * DAY);
    await world.settle();
    expect(await world.parts.files.digests(id)).not.toBeNull();
  });
});

describe('a disk that is nearly full', () => {
  it('refuses a scan in a sentence, and begins nothing', async () => {
    const world = createWorld();
    Object.assign(world.parts.files, { freeBytes: () => Promise.resolve(3_000_000) });
    await world.say(OLIVIA, 'purge 30d');
    await world.settle();
    expect(world.said.at(-1)?.text).toContain('Only 2 MB are free');
    expect(await world.store.all()).toEqual([]);
  });
});

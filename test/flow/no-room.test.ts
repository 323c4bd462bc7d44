import { beforeEach, describe, expect, it } from 'vitest';
import { AppError, AuditUnwritableError } from '../../src/errors.js';
import type { PurgeRequest } from '../../src/model.js';
import { manualClock, memoryAudit, memoryFacts, memoryPurgeFiles, memoryRequests } from '../support/memory.js';
import { aRequest, OSCAR, RULES } from '../support/requests.js';
import { createWorld, place, ROOM, type World } from '../support/world.js';

const FULL = new AppError('disk', 'state.json could not be written.', { hint: 'Make room.' });
const GRACE_MS = 16 * 60_000;

/** What the disk has no room for. */
const lacks = { state: false, audit: false };
let world: World;
let request: PurgeRequest;

beforeEach(async () => {
  Object.assign(lacks, { state: false, audit: false });
  const clock = manualClock();
  const [store, audit] = [memoryRequests(), memoryAudit(clock)];
  world = createWorld({}, clock, {
    facts: memoryFacts(),
    files: memoryPurgeFiles(),
    store: { ...store, replace: (next) => (lacks.state ? Promise.reject(FULL) : store.replace(next)) },
    audit: {
      ...audit,
      append: (entry) => (lacks.audit ? Promise.reject(new AuditUnwritableError(FULL)) : audit.append(entry)),
    },
  });
  request = await place(world, aRequest({ rules: { ...RULES, canarySize: 0 } }));
});

const click = (action: string) =>
  world.click({
    personId: OSCAR.id,
    messageId: request.card!.messageId,
    roomId: ROOM,
    inputs: { action, id: request.id, nonce: request.nonce, count: '3' },
  });
const state = async () => (await world.store.get(request.id))?.state;
const lastWords = () => world.said.at(-1)?.text;

describe('on a full disk', () => {
  it('an approval that cannot be put on record is not given', async () => {
    lacks.audit = true;
    await click('approve');
    expect(lastWords()).toBe(
      'That was not done, because it could not be put on record: state.json could not be written. Make room.',
    );
    lacks.audit = false;
    await world.settle();
    expect(await state()).toBe('awaiting');
  });

  it('an approval on record comes about when there is room, and says so', async () => {
    lacks.state = true;
    await click('approve');
    expect(lastWords()).toMatch(
      /It is on record, but could not be saved\..* Make room\. It comes about by itself then\./,
    );
    expect(await state()).toBe('awaiting');

    lacks.state = false;
    await world.settle();
    expect(await state()).toBe('approved');
    expect(world.said.find(({ id }) => id === request.card!.messageId)?.notice).toMatchObject({
      card: { face: 'grace' },
    });
    expect(world.audit.filter(({ type }) => type === 'purge.approved')).toHaveLength(1);
  });

  it.each(['state', 'audit'] as const)('a stop in the grace acts although the %s cannot be written', async (what) => {
    await click('approve');
    lacks[what] = true;
    await world.say(OSCAR, 'stop');
    expect(lastWords()).toContain('state.json could not be written.');
    world.clock.advance(GRACE_MS);
    await world.settle();
    expect(world.deletions).toEqual([]);

    lacks[what] = false;
    world.clock.advance(GRACE_MS);
    await world.settle();
    expect(await state()).toBe('stopped');
    expect(world.deletions).toEqual([]);
  });
});

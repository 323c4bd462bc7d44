import { describe, expect, it } from 'vitest';
import { onlookersAmong } from '../../src/flow/onlookers.js';
import type { Asker, Member } from '../../src/model.js';
import { UnreachableError } from '../../src/errors.js';
import { OLIVIA, OSCAR, PAUL } from '../support/requests.js';
import { createWorld, type World } from '../support/world.js';

const MINUTE_MS = 60_000;

const memberOf = ({ id, email }: Pick<Asker, 'id' | 'email'>, orgId: string | null = 'org'): Member => ({
  personId: id,
  email,
  orgId,
});

function join(world: World, who: Asker, orgId?: string): void {
  world.inSpace.set(who.id, memberOf(who, orgId));
}

async function aMinuteLater(world: World): Promise<void> {
  world.clock.advance(MINUTE_MS);
  await world.settle();
}

const announced = (world: World) =>
  world.said.flatMap(({ notice }) => (notice.kind === 'onlookers' ? [notice.people.map(({ email }) => email)] : []));

async function withOpenRequest(): Promise<World> {
  const world = createWorld();
  await world.say(OLIVIA, 'purge');
  await world.settle();
  return world;
}

describe('somebody who is added to the space', () => {
  it('while a purge waits for a decision, is announced once, on record before', async () => {
    const world = await withOpenRequest();
    join(world, PAUL);
    await aMinuteLater(world);
    expect(announced(world)).toEqual([[PAUL.email]]);
    expect(world.said.at(-1)?.text).toContain('no officer');
    const joined = [{ person: PAUL.id, officer: false, outside: false }];
    expect(world.audit.filter(({ type }) => type === 'space.joined')).toMatchObject([{ details: { joined } }]);
    await aMinuteLater(world);
    await aMinuteLater(world);
    expect(announced(world)).toHaveLength(1);
  });

  it('while the bot is down, is announced when it is back', async () => {
    const world = await withOpenRequest();
    await world.workflow.stop();
    join(world, PAUL);
    const later = world.restarted();
    await later.settle();
    expect(announced(later)).toEqual([[PAUL.email]]);
  });

  it('who leaves and comes back, is announced again', async () => {
    const world = await withOpenRequest();
    for (let i = 0; i < 2; i++) {
      join(world, PAUL);
      await aMinuteLater(world);
      world.inSpace.delete(PAUL.id);
      await aMinuteLater(world);
    }
    expect(announced(world)).toEqual([[PAUL.email], [PAUL.email]]);
  });

  it('before it was asked for, is not', async () => {
    const world = createWorld();
    await world.settle();
    join(world, PAUL);
    await world.say(OLIVIA, 'purge');
    await world.settle();
    await aMinuteLater(world);
    expect(announced(world)).toEqual([]);
  });

  it('after one purge ended and before the next, is not', async () => {
    const world = await withOpenRequest();
    const [request] = await world.store.all();
    await world.say(OSCAR, `reject ${request!.id} not now`);
    await world.settle();
    join(world, PAUL);
    await aMinuteLater(world);
    await world.say(OLIVIA, 'purge');
    await world.settle();
    await aMinuteLater(world);
    expect(announced(world)).toEqual([]);
  });

  it('is announced later where Webex does not answer at first, and nothing is said of that', async () => {
    const world = await withOpenRequest();
    const inbox = { ...world.parts.inbox };
    const unreachable = (): Promise<never> => Promise.reject(new UnreachableError('no answer', { cause: null }));
    Object.assign(world.parts.inbox, { members: unreachable });
    join(world, PAUL);
    const before = world.said.map(({ text }) => text);
    await aMinuteLater(world);
    expect(world.said.map(({ text }) => text)).toEqual(before);
    Object.assign(world.parts.inbox, inbox);
    await aMinuteLater(world);
    expect(announced(world)).toEqual([[PAUL.email]]);
  });

  it('is looked for once a minute, and not at all while nothing is open', async () => {
    const world = createWorld();
    let looks = 0;
    const inbox = { ...world.parts.inbox };
    Object.assign(world.parts.inbox, { members: () => ((looks += 1), inbox.members()) });
    for (let s = 0; s < 5; s++) await aMinuteLater(world);
    expect(looks).toBe(0);
    await world.say(OLIVIA, 'purge');
    await world.settle();
    expect(looks).toBe(1);
    for (let s = 0; s < 60; s++) {
      world.clock.advance(1_000);
      await world.tick();
    }
    expect(looks).toBe(2);
  });
});

describe('who is announced', () => {
  const THERE = [memberOf(OLIVIA), memberOf(PAUL)];
  const before = {
    known: THERE.map(({ personId }) => personId),
    isOfficer: (id: string) => id !== PAUL.id && id !== 's',
  };

  it.each<[string, Member, { officer: boolean; outside: boolean } | null]>([
    ['an officer', memberOf(OSCAR), null],
    ['an officer of whose organisation nothing is known', memberOf(OSCAR, null), null],
    ['an officer of another organisation', memberOf(OSCAR, 'other'), { officer: true, outside: true }],
    ['no officer', memberOf({ id: 's', email: 's@example.com' }), { officer: false, outside: false }],
    ['a stranger', memberOf({ id: 's', email: 's@x.example' }, 'other'), { officer: false, outside: true }],
  ])('%s', (_, newcomer, standing) => {
    const expected = standing === null ? [] : [{ ...newcomer, ...standing }];
    expect(onlookersAmong([...THERE, newcomer], before)).toEqual(expected);
  });
});

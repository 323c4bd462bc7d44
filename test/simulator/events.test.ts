import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nextOf, openStage } from './support.js';
import type { Answer, Stage } from './support.js';

let stage: Stage;
let officer: string;

beforeEach(async () => {
  stage = await openStage({ people: 60, messages: 900, days: 80 });
  officer = await stage.signIn(stage.org.officers[0]);
});

afterEach(() => stage.stop());

interface Item {
  readonly id: string;
  readonly type: string;
  readonly actorId: string;
  readonly created: string;
  readonly data: Record<string, unknown>;
}

const itemsOf = (answer: Answer): Item[] => answer.json.items as unknown as Item[];
const get = (query: string): Promise<Answer> => stage.ask(officer, 'GET', `/v1/events?${query}`);

async function walk(query: string): Promise<{ items: Item[]; sizes: number[] }> {
  const items: Item[] = [];
  const sizes: number[] = [];
  let page = await get(query);
  for (;;) {
    expect(page.status).toBe(200);
    items.push(...itemsOf(page));
    sizes.push(itemsOf(page).length);
    const next = nextOf(page);
    if (next === undefined) return { items, sizes };
    page = await stage.ask(officer, 'GET', next);
  }
}

const CREATED = 'resource=messages&type=created&from=2020-01-01T00:00:00Z';

describe('pages', () => {
  test.each(['asc', 'desc', 'shuffled'] as const)('in order %s hold every message once', async (eventsOrder) => {
    await stage.sim.set({ eventsOrder });
    const { items, sizes } = await walk(`${CREATED}&max=100`);
    const truth = await stage.sim.messages();
    expect(items.map(({ data }) => data.id).sort()).toEqual(truth.map(({ id }) => id).sort());
    expect(sizes.slice(0, -1).every((size) => size === 100)).toBe(true);
    const times = items.map(({ created }) => created);
    const sorted = [...times].sort();
    if (eventsOrder === 'asc') expect(times).toEqual(sorted);
    if (eventsOrder === 'desc') expect(times).toEqual(sorted.reverse());
    if (eventsOrder === 'shuffled') expect(times).not.toEqual(sorted);
  });

  test('may be empty in the middle', async () => {
    await stage.sim.set({ emptyPages: 2 });
    const { items, sizes } = await walk(`${CREATED}&max=300`);
    expect(sizes).toEqual([300, 0, 0, 300, 0, 0, 300]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(900);
  });

  test('next links may lose the query or lead elsewhere', async () => {
    await stage.sim.set({ dropQueryInNext: true, foreignNext: 'http://127.0.0.1:9' });
    const next = new URL(nextOf(await get(`${CREATED}&max=10`)) ?? '');
    expect(next.host).toBe('127.0.0.1:9');
    expect([...next.searchParams.keys()].sort()).toEqual(['cursor', 'max']);
  });
});

describe('filters', () => {
  test('by actor, by time with both ends, by type', async () => {
    const { items } = await walk(`${CREATED}&max=1000`);
    const [some] = items;
    const own = await walk(`${CREATED}&actorId=${some!.actorId}`);
    expect(own.items).toEqual(items.filter(({ actorId }) => actorId === some!.actorId));
    const exactly = await walk(`resource=messages&type=created&from=${some!.created}&to=${some!.created}`);
    expect(exactly.items).toEqual([some]);
    const deleted = await walk('resource=messages&type=deleted');
    const truth = await stage.sim.messages({ deleted: true });
    expect(deleted.items.length).toBe(truth.length);
    expect(Object.keys(deleted.items[0]!.data).sort()).toEqual(['id', 'personEmail', 'personId', 'roomId', 'roomType']);
  });

  test('one event by its id', async () => {
    const [item] = itemsOf(await get(CREATED));
    expect((await stage.ask(officer, 'GET', `/v1/events/${item!.id}`)).json).toEqual(item);
  });

  test('nothing from beyond the horizon', async () => {
    await stage.sim.set({ horizonDays: 10 });
    const { items } = await walk(CREATED);
    const oldest = Date.now() - 10 * 86_400_000 - 1000;
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ created }) => Date.parse(created) > oldest)).toBe(true);
  });
});

test.each([
  ['resource=nonsense', 400],
  ['type=nonsense', 400],
  ['max=0', 400],
  ['max=100000', 200],
  ['from=yesterday', 400],
  [`to=${new Date(Date.now() + 60_000).toISOString()}`, 400],
  ['from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z', 400],
])('%s is answered %i', async (query, status) => {
  expect((await get(query)).status).toBe(status);
});

test('only officers with the scope read events', async () => {
  const { org, signIn, ask, sim } = stage;
  const plain = await signIn(org.member);
  const narrow = await signIn(org.officers[1], 'spark:people_read');
  for (const token of [plain, narrow, org.botToken, org.officers[0].token]) {
    expect((await ask(token, 'GET', '/v1/events')).status).toBe(403);
  }
  await sim.setOfficer(org.officers[0].email, false);
  expect((await get(CREATED)).status).toBe(403);
});

test('bulk messages page, resolve and are deleted like written ones', async () => {
  const { sim, ask } = stage;
  await sim.addBulk({
    count: 5000,
    rooms: 50,
    groupRooms: 5,
    from: '2026-11-01T00:00:00Z',
    to: new Date(Date.now() - 1000).toISOString(),
  });
  const { items } = await walk(`${CREATED}&max=1000`);
  expect(new Set(items.map(({ data }) => data.id)).size).toBe(5900);
  const bulk = items.find(({ data }) => String(data.text).startsWith('Bulk'));
  expect((await ask(officer, 'GET', `/v1/events/${bulk!.id}`)).json).toEqual(bulk);
  const path = `/v1/messages/${String(bulk!.data.id)}`;
  expect((await ask(officer, 'GET', path)).json).toMatchObject({ text: bulk!.data.text });
  expect((await ask(officer, 'DELETE', path)).status).toBe(204);
  expect((await ask(officer, 'DELETE', path)).status).toBe(410);
  const gone = await sim.messages({ deleted: true });
  expect(gone.some(({ id }) => id === bulk!.data.id)).toBe(true);
});

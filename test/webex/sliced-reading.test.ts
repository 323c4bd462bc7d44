import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageEvent, TimeSpan } from '../../src/model.js';
import { startOrg, type BenchOrg } from '../../bench/org.js';
import { officerSide } from '../../bench/officer-side.js';

const MESSAGES = 30_000;

let org: BenchOrg;
let side: ReturnType<typeof officerSide>;

beforeAll(async () => {
  org = await startOrg(MESSAGES, 0);
  side = officerSide(org);
});
afterAll(async () => {
  await side.close();
  await org.simulator.stop();
});

async function readAll(span: TimeSpan = org.span): Promise<MessageEvent[]> {
  const all: MessageEvent[] = [];
  for await (const page of side.reader.messageEvents(side.officer, 'created', span)) all.push(...page);
  return all;
}

const idsOf = (events: readonly MessageEvent[]): Set<string> => new Set(events.map(({ messageId }) => messageId));

describe('a span read in slices', () => {
  it.each([
    { eventsOrder: 'asc', emptyPages: 0, dropQueryInNext: false },
    { eventsOrder: 'desc', emptyPages: 2, dropQueryInNext: true },
    { eventsOrder: 'shuffled', emptyPages: 1, dropQueryInNext: false },
  ] as const)('has every event, few twice: $eventsOrder, $emptyPages empty pages', async (settings) => {
    await org.simulator.client.set(settings);
    const events = await readAll();
    expect(idsOf(events).size).toBe(MESSAGES);
    expect(events.length).toBeLessThan(MESSAGES * 1.01);
  });

  it('asks for several slices at once, and for few pages more than one reader would', async () => {
    const { client } = org.simulator;
    await client.set({ eventsOrder: 'asc', emptyPages: 0, dropQueryInNext: false, latencyMs: 20 });
    await client.clearRequests();
    await readAll();
    const { total, mostInFlight } = await client.requests();
    await client.set({ latencyMs: 0 });
    expect(mostInFlight).toBeGreaterThan(3);
    expect(total).toBeLessThan(MESSAGES / 1_000 + 12);
  });

  it('loses nothing where many events share the millisecond of a border', async () => {
    const { client } = org.simulator;
    const [from, to] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:20:00.000Z'];
    // Twenty to a millisecond.
    const shared = { from, to: '2026-01-01T00:00:00.500Z' };
    await client.addBulk({ count: 10_000, rooms: 5, ...shared });
    await client.addBulk({ count: 2_000, rooms: 5, from, to });
    for (const eventsOrder of ['asc', 'desc', 'shuffled'] as const) {
      await client.set({ eventsOrder });
      expect(idsOf(await readAll({ from, to })).size).toBe(12_000);
    }
  });

  it('ends all its requests when the reader is told to stop, or leaves', async () => {
    const { client } = org.simulator;
    await client.set({ latencyMs: 20, eventsOrder: 'asc' });
    const stop = new AbortController();
    const stopped = (async () => {
      for await (const _ of side.reader.messageEvents(side.officer, 'created', org.span, stop.signal)) {
        stop.abort(new Error('stopped'));
      }
    })();
    await expect(stopped).rejects.toThrow('stopped');
    for await (const _ of side.reader.messageEvents(side.officer, 'created', org.span)) break;
    await client.clearRequests();
    await client.set({ latencyMs: 0 });
    expect(await side.reader.probe(side.officer)).toEqual({ ok: true });
    const { counts } = await client.requests();
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeLessThan(40);
  });

  it('waits for the consumer: no more pages are fetched than it may hold', async () => {
    const { client } = org.simulator;
    await client.clearRequests();
    const pages = side.reader.messageEvents(side.officer, 'created', org.span)[Symbol.asyncIterator]();
    await pages.next();
    let before = -1;
    let { total } = await client.requests();
    while (total !== before) {
      before = total;
      await side.reader.probe(side.officer);
      await side.reader.probe(side.officer);
      total = (await client.requests()).total - 2;
      await client.clearRequests();
      if (total <= 0) break;
    }
    await pages.return?.();
    expect(total).toBeLessThan(MESSAGES / 1_000);
  });
});

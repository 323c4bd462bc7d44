import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageEvent, TimeSpan } from '../../src/model.js';
import { startOrg, type BenchOrg } from '../../bench/org.js';
import { officerSide } from '../../bench/officer-side.js';

const MESSAGES = 30_000;
const MINUTE_MS = 60_000;

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
    const border = Date.parse(org.span.to) + MINUTE_MS;
    const at = (ms: number): string => new Date(border + ms).toISOString();
    await client.addBulk({ count: 3_000, rooms: 5, from: at(0), to: at(1) });
    for (const eventsOrder of ['asc', 'desc'] as const) {
      await client.set({ eventsOrder });
      // The whole fails until it is halved, just there.
      await client.addFault({ match: { pathPattern: '/v1/events' }, status: 504, times: 3 });
      expect(idsOf(await readAll({ from: at(-MINUTE_MS), to: at(MINUTE_MS) })).size).toBe(3_000);
    }
  });

  it.each([-4, 4])('never asks for Webex’s future, where our clock is %i minutes off', async (minutes) => {
    const { client } = org.simulator;
    await client.set({ clockOffsetMs: -minutes * MINUTE_MS });
    // Webex's time is known from its first answer on.
    await side.reader.probe(side.officer);
    const to = new Date(Date.now() + 10 * MINUTE_MS).toISOString();
    const from = new Date(Date.now() - 30 * MINUTE_MS).toISOString();
    await expect(readAll({ from, to })).resolves.toEqual([]);
    await client.set({ clockOffsetMs: 0 });
    await side.reader.probe(side.officer);
  });

  it('ends all its requests when the reader is told to stop, or leaves', async () => {
    const { client } = org.simulator;
    await client.set({ latencyMs: 20, eventsOrder: 'asc' });
    const stop = new AbortController();
    const { signal } = stop;
    const stopped = side.reader.messageEvents(side.officer, 'created', org.span, { signal })[Symbol.asyncIterator]();
    await stopped.next();
    stop.abort(new Error('stopped'));
    const rest = async (): Promise<void> => {
      while ((await stopped.next()).done !== true);
    };
    await expect(rest()).rejects.toThrow('stopped');
    const left = side.reader.messageEvents(side.officer, 'created', org.span)[Symbol.asyncIterator]();
    await left.next();
    await left.return?.();
    await client.clearRequests();
    await client.set({ latencyMs: 0 });
    expect(await side.reader.probe(side.officer)).toEqual({ ok: true });
    const { counts } = await client.requests();
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeLessThan(40);
  });
});

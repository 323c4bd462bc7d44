import { describe, expect, it } from 'vitest';
import { OddAnswerError } from '../../src/errors.js';
import type { TimeSpan } from '../../src/model.js';
import type { Reading } from '../../src/ports.js';
import { serve, type Answer, type Arrived } from '../http/local-server.js';
import { NOW } from '../http/test-parts.js';
import { collect, officerSide } from './officer.js';

const SPAN = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' };

function event(id: string, changes: Record<string, unknown> = {}) {
  const data = {
    id,
    roomId: 'r1',
    roomType: 'direct',
    personId: 'ann',
    personEmail: 'ann@example.com',
    text: 'private words',
    created: '2026-11-01T08:00:00.000Z',
  };
  return {
    id: `e-${id}`,
    resource: 'messages',
    type: 'created',
    actorId: 'ann',
    created: '2026-11-01T08:00:01.000Z',
    data,
    ...changes,
  };
}

const at = (minute: number): string => new Date(Date.parse(SPAN.from) + minute * 60_000).toISOString();

const page = (items: readonly unknown[], next?: string): Answer => ({
  headers: next === undefined ? {} : { link: `<${next}>; rel="next"` },
  body: { items },
});

async function read(
  answer: (request: Arrived, count: number) => Answer,
  span = SPAN,
  type: 'created' | 'deleted' = 'created',
) {
  const server = await serve(answer);
  const side = officerSide(`${server.url}/v1`);
  const events = () => collect(side.reader.messageEvents('olivia', type, span));
  return { server, side, events };
}

describe('reading message events', () => {
  it('asks for messages of the type and span, a thousand a page, as the officer', async () => {
    const { server, events } = await read(() => page([event('m1')]));
    expect(await events()).toEqual([
      {
        messageId: 'm1',
        created: '2026-11-01T08:00:00.000Z',
        senderId: 'ann',
        senderEmail: 'ann@example.com',
        roomId: 'r1',
        roomType: 'direct',
        actorId: 'ann',
      },
    ]);
    expect(Object.fromEntries(server.arrived[0]!.query)).toEqual({
      resource: 'messages',
      type: 'created',
      ...SPAN,
      max: '1000',
    });
    expect(server.arrived[0]?.headers.authorization).toBe('Bearer good');
  });

  it('keeps no message text', async () => {
    const { events, side } = await read(() => page([event('m1'), event('m2', { data: { text: 'private words' } })]));
    expect(JSON.stringify([await events(), side.lines])).not.toContain('private words');
  });

  it('takes a deleted event’s own time and actor', async () => {
    const deleted = event('m1', {
      type: 'deleted',
      actorId: 'oscar',
      data: { id: 'm1', roomId: 'r1', roomType: 'direct', personId: 'ann' },
    });
    const { events } = await read(() => page([deleted]), SPAN, 'deleted');
    expect(await events()).toMatchObject([{ messageId: 'm1', created: '2026-11-01T08:00:01.000Z', actorId: 'oscar' }]);
  });

  it('passes over events of other kinds and those that lack a field, and says how many', async () => {
    const odd = [
      event('m2', { type: 'updated' }),
      event('m3', { resource: 'rooms' }),
      event('m4', { data: null }),
      event('m5', { data: { id: 'm5' } }),
      'text',
      null,
    ];
    const { events, side } = await read(() => page([...odd, event('m1')]));
    expect((await events()).map(({ messageId }) => messageId)).toEqual(['m1']);
    expect(side.lines).toContainEqual({ event: 'events.unreadable', count: 6, type: 'created' });
  });

  it('fetches pages ahead, and reads each only when it is wanted', async () => {
    const within = Array.from({ length: 100 }, (_, minute) =>
      event(`m${minute}`, { data: { ...event('').data, id: `m${minute}`, created: at(2 * minute) } }),
    );
    const { server, side } = await read(({ headers }, count) =>
      page([...within, 'unreadable'], `http://${headers.host}/v1/events?cursor=${count}`),
    );
    const pages = side.reader.messageEvents('olivia', 'created', SPAN)[Symbol.asyncIterator]();
    const pagesRead = () => side.lines.filter((line) => line.event === 'events.unreadable').length;
    await pages.next();
    await expect.poll(() => server.arrived.length).toBeGreaterThan(8);
    expect(pagesRead()).toBe(1);
    await pages.next();
    expect(pagesRead()).toBe(2);
    await pages.return?.();
  });

  it('goes on over an empty page', async () => {
    const { events } = await read(({ url, headers }, count) => {
      const next = `http://${headers.host}${url.split('&cursor')[0]}&cursor=${count}`;
      return count < 3 ? page(count === 2 ? [] : [event('m1')], next) : page([event('m3')]);
    });
    expect((await events()).map(({ messageId }) => messageId)).toEqual(['m1', 'm3']);
  });

  it.each(['/v1/events?cursor=2', '/v1/events?cursor=2&max=null&type='])(
    'puts back what the next link %s lost',
    async (link) => {
      const { events, server } = await read(({ headers }, count) =>
        count === 1 ? page([], `http://${headers.host}${link}`) : page([]),
      );
      await events();
      expect(Object.fromEntries(server.arrived[1]!.query)).toEqual({
        cursor: '2',
        resource: 'messages',
        type: 'created',
        ...SPAN,
        max: '1000',
      });
    },
  );

  it('never follows a next link to another host', async () => {
    const foreign = await serve(() => page([]));
    const { events } = await read(() => page([event('m1')], `${foreign.url}/v1/events?cursor=2`));
    await expect(events()).rejects.toBeInstanceOf(OddAnswerError);
    expect(foreign.arrived).toEqual([]);
  });

  it('does not go round in circles', async () => {
    const { events } = await read(({ headers }) => page([], `http://${headers.host}/v1/events?cursor=1`));
    await expect(events()).rejects.toThrow('same page');
  });

  it('never asks beyond Webex’s present', async () => {
    const { events, server } = await read(() => page([]), { from: SPAN.from, to: '2030-01-01T00:00:00.000Z' });
    await events();
    expect(server.arrived[0]?.query.get('to')).toBe(NOW);
  });

  it('asks for halves where Webex fails at the whole', async () => {
    const day = 86_400_000;
    const lengthOf = ({ query }: Arrived): number => Date.parse(query.get('to')!) - Date.parse(query.get('from')!);
    const { events, server } = await read((request) =>
      lengthOf(request) > day / 4 ? { status: 504 } : page([event(`m-${request.query.get('from')}`)]),
    );
    const found = await events();
    expect(found.map(({ messageId }) => messageId)).toEqual(
      ['00', '06', '12', '18'].map((hour) => `m-2026-11-01T${hour}:00:00.000Z`),
    );
    expect(
      server.arrived
        .filter((request) => lengthOf(request) <= day / 4)
        .at(-1)
        ?.query.get('to'),
    ).toBe(SPAN.to);
  });

  describe('goes on without what Webex fails at, where somebody is told of it', () => {
    const minuteMs = 60_000;
    const week = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-08T00:00:00.000Z' };
    const touches = ({ query }: Arrived, span: TimeSpan): boolean =>
      query.get('from')! < span.to && query.get('to')! > span.from;
    const msOf = (spans: readonly TimeSpan[]): number =>
      spans.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);

    async function readWithout(answer: (request: Arrived) => Answer, span = week) {
      const server = await serve(answer);
      const missed: TimeSpan[] = [];
      const passed: TimeSpan[] = [];
      const reading: Reading = { missed: (one) => missed.push(one), passed: (one) => passed.push(one) };
      const { reader } = officerSide(`${server.url}/v1`);
      const events = await collect(reader.messageEvents('olivia', 'created', span, reading));
      return { found: events.map(({ messageId }) => messageId), missed, passed };
    }

    it('down to minutes: what lies beside is read', async () => {
      const bad = { from: '2026-11-03T10:00:00.000Z', to: '2026-11-03T10:05:00.000Z' };
      const { found, missed, passed } = await readWithout((request) =>
        touches(request, bad) ? { status: 502 } : page([event(`m-${request.query.get('from')}`)]),
      );
      expect(found).toContain(`m-2026-11-04T12:00:00.000Z`);
      expect(missed.every(({ from, to }) => from < bad.to && to > bad.from)).toBe(true);
      expect(msOf(missed)).toBeGreaterThanOrEqual(5 * minuteMs);
      expect(msOf(missed)).toBeLessThan(8 * minuteMs);
      expect(msOf(passed)).toBe(msOf([week]));
    });

    it('in few tries, however much it is', async () => {
      const bad = { from: '2026-11-03T00:00:00.000Z', to: '2026-11-05T00:00:00.000Z' };
      let refused = 0;
      const { missed } = await readWithout((request) => {
        if (!touches(request, bad)) return page([]);
        refused += 1;
        return { status: 503 };
      });
      expect(refused).toBeLessThan(1_500);
      expect(msOf(missed)).toBeGreaterThanOrEqual(msOf([bad]));
      expect(msOf(missed)).toBeLessThan(msOf([week]) / 2);
    });

    it.each([
      ['everything', () => true],
      ['more than half', (request: Arrived) => touches(request, { from: week.from, to: '2026-11-05T12:00:00.000Z' })],
    ])('but not without %s', async (_, fails) => {
      const answer = (request: Arrived): Answer => (fails(request) ? { status: 503 } : page([]));
      await expect(readWithout(answer)).rejects.toMatchObject({ code: 'unreachable', status: 503 });
    });

    it('and asks apart for what needs Pro Pack, which Webex may refuse', async () => {
      const long = { from: '2026-07-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z' };
      const horizon = new Date(Date.parse(NOW) - 90 * 86_400_000).toISOString();
      const { found, missed } = await readWithout(
        ({ query }) => (query.get('from')! < horizon ? { status: 400 } : page([event('m1')])),
        long,
      );
      expect(found).toEqual(['m1']);
      expect(missed).toEqual([{ from: long.from, to: new Date(Date.parse(horizon) + 15 * minuteMs).toISOString() }]);
    });

    it('never without what it has no right to read', async () => {
      await expect(readWithout(() => ({ status: 403 }))).rejects.toMatchObject({ code: 'refused', status: 403 });
    });
  });

  it('gives up where even a minute fails', async () => {
    const minute = { from: SPAN.from, to: '2026-11-01T00:01:00.000Z' };
    const { events, server } = await read(() => ({ status: 500 }), minute);
    await expect(events()).rejects.toMatchObject({ code: 'unreachable', status: 500 });
    expect(server.arrived).toHaveLength(5);
  });
});

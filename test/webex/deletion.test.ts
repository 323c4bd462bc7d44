import { describe, expect, it } from 'vitest';
import { serve, type Answer } from '../http/local-server.js';
import { testTime } from '../http/test-parts.js';
import { officerSide } from './officer.js';

const RUNNING = new AbortController().signal;

async function deleting(...answers: readonly [Answer, ...Answer[]]) {
  const server = await serve((_request, count) => answers[count - 1] ?? answers.at(-1)!);
  const side = officerSide(server.url);
  return { server, side, answer: () => side.deleter.delete('olivia', 'm/1', RUNNING) };
}

describe('deleting a message', () => {
  it('sends one DELETE as the officer', async () => {
    const { server, answer } = await deleting({ status: 204, headers: { trackingid: 'T_1' } });
    expect(await answer()).toEqual({ status: 204, attempts: 1, trackingId: 'T_1', reason: null });
    expect(server.arrived).toMatchObject([
      { method: 'DELETE', url: '/messages/m%2F1', headers: { authorization: 'Bearer good' } },
    ]);
  });

  it.each([400, 403, 404, 409, 410, 423])('answers %i as it is, once', async (status) => {
    const { server, answer } = await deleting({ status, body: { message: 'Webex says', trackingId: 'T_2' } });
    expect(await answer()).toEqual({ status, attempts: 1, trackingId: 'T_2', reason: 'Webex says' });
    expect(server.arrived).toHaveLength(1);
  });

  it('tries a failing Webex once: when to try again is not its business', async () => {
    const { server, side, answer } = await deleting({ status: 502 });
    expect(await answer()).toMatchObject({ status: 502, attempts: 1 });
    expect(server.arrived).toHaveLength(1);
    expect(side.time.waits).toEqual([]);
  });

  it('has no status where no answer came', async () => {
    const { answer } = await deleting('reset');
    expect(await answer()).toMatchObject({ status: null, attempts: 1, trackingId: null });
  });

  it('waits out every limit', async () => {
    const limited: Answer = { status: 429, headers: { 'retry-after': '3600' }, body: '<html>' };
    const { side, answer } = await deleting(limited, limited, { status: 204 });
    expect(await answer()).toMatchObject({ status: 204, attempts: 3 });
    expect(side.time.waits).toEqual([3_600_000, 3_600_000]);
  });

  it('goes on with a new token when Webex calls the old one invalid', async () => {
    const { server, answer } = await deleting({ status: 401 }, { status: 204 });
    expect(await answer()).toMatchObject({ status: 204, attempts: 2 });
    expect(server.arrived.map(({ headers }) => headers.authorization)).toEqual(['Bearer good', 'Bearer new']);
  });

  it('answers 401 when the new token is refused too', async () => {
    const { server, answer } = await deleting({ status: 401 });
    expect(await answer()).toMatchObject({ status: 401, attempts: 2 });
    expect(server.arrived).toHaveLength(2);
  });

  it('sends nothing once it is stopped', async () => {
    const { server, side } = await deleting({ status: 204 });
    expect(await side.deleter.delete('olivia', 'm1', AbortSignal.abort())).toBeNull();
    expect(server.arrived).toEqual([]);
  });

  it('lets a request under way end: its outcome must be known', async () => {
    const stop = new AbortController();
    const server = await serve(() => {
      stop.abort();
      return { status: 204 };
    });
    expect(await officerSide(server.url).deleter.delete('olivia', 'm1', stop.signal)).toMatchObject({ status: 204 });
  });

  it('leaves the message alone when it is stopped during a limit', async () => {
    const [server, time, stop] = [
      await serve(() => ({ status: 429, headers: { 'retry-after': '9' } })),
      testTime(),
      new AbortController(),
    ];
    const wait = (ms: number, signal?: AbortSignal): Promise<void> => {
      stop.abort();
      return time.clock.wait(ms, signal);
    };
    const { deleter } = officerSide(server.url, { ...time, clock: { ...time.clock, wait } });
    expect(await deleter.delete('olivia', 'm1', stop.signal)).toBeNull();
    expect(server.arrived).toHaveLength(1);
  });
});

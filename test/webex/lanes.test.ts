import { describe, expect, it } from 'vitest';
import { LimitedError } from '../../src/http/failure.js';
import { createLanes, type Lane } from '../../src/webex/lanes.js';
import { recordingLog, testTime } from '../http/test-parts.js';
import { virtualTime, type VirtualTime } from './virtual-time.js';

const LATENCY_MS = 40;
const MINUTE = 60_000;

function aLane(time: VirtualTime = virtualTime()): Lane {
  return createLanes({ clock: time, log: recordingLog() })('olivia');
}

/** A task that ends when told to. */
function held() {
  let end = (): void => undefined;
  const done = new Promise<void>((resolve) => (end = resolve));
  return { task: () => done, end };
}

/** Counts how many of its tasks, of 40 ms each, run at once. */
function counting(time: VirtualTime) {
  const seen = { now: 0, most: 0 };
  const task = async (): Promise<void> => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await time.wait(LATENCY_MS);
    seen.now -= 1;
  };
  return { seen, task };
}

const turn = (): Promise<void> => new Promise(setImmediate);
const limitedFor = (ms: number) => (before: number) =>
  before === 0 ? Promise.reject(new LimitedError(ms, null)) : Promise.resolve();

describe('a lane', () => {
  it('is one for each person', () => {
    const lanes = createLanes({ clock: testTime().clock, log: recordingLog() });
    expect(lanes('olivia')).toBe(lanes('olivia'));
    expect(lanes('olivia')).not.toBe(lanes('oscar'));
  });

  it('begins with two tasks at once, doubles while that brings more, and ends at 64', async () => {
    const time = virtualTime();
    const { seen, task } = counting(time);
    const lane = aLane(time);
    const all = Array.from({ length: 3_000 }, () => lane.run('read', task));
    await time.runUntil(0);
    expect(seen.most).toBe(2);
    await time.runUntil(10 * LATENCY_MS);
    expect(seen.most).toBe(64);
    await time.runUntil(100 * LATENCY_MS);
    await Promise.all(all);
    expect(seen.most).toBe(64);
  });

  it('stops doubling where more at once brings nothing more', async () => {
    const time = virtualTime();
    const lane = aLane(time);
    let [running, most] = [0, 0];
    // A server that does its work one after another: 10 ms each, whoever else waits.
    let freeAtMs = 0;
    const task = async (): Promise<void> => {
      most = Math.max(most, (running += 1));
      freeAtMs = Math.max(freeAtMs, time.monotonic()) + 10;
      await time.wait(freeAtMs - time.monotonic());
      running -= 1;
    };
    for (let i = 0; i < 100; i += 1) void lane.run('read', task);
    await time.runUntil(200);
    expect(most).toBeLessThan(16);
  });

  it('waits for all answers of a round before it doubles: after a refusal no more are under way', async () => {
    const time = virtualTime();
    const lane = aLane(time);
    let sent = 0;
    const task = async (): Promise<void> => {
      const isLimited = (sent += 1) > 10;
      await time.wait(isLimited ? 2 * LATENCY_MS : LATENCY_MS);
      if (isLimited) throw new LimitedError(MINUTE, null);
    };
    for (let i = 0; i < 100; i += 1) void lane.run('read', task);
    await time.runUntil(10 * LATENCY_MS);
    expect(sent).toBe(2 + 4 + 8);
  });

  it('halves what runs at once after a refusal', async () => {
    const time = virtualTime();
    const { seen, task } = counting(time);
    const lane = aLane(time);
    for (let i = 0; i < 600; i += 1) void lane.run('read', task);
    await time.runUntil(10 * LATENCY_MS);
    void lane.run('probe', limitedFor(1_000));
    await time.runUntil(1_400);
    seen.most = 0;
    await time.runUntil(1_450);
    expect(seen.most).toBeLessThanOrEqual(32);
  });

  it('lets probes go first, then nine deletes to one read', async () => {
    const lane = aLane();
    const first = [held(), held()];
    const running = first.map(({ task }) => lane.run('delete', task));
    const order: string[] = [];
    const note = (name: string) => () => Promise.resolve(void order.push(name));
    const later = [
      ...Array.from({ length: 20 }, () => lane.run('delete', note('delete'))),
      ...Array.from({ length: 3 }, () => lane.run('read', note('read'))),
      lane.run('probe', note('probe')),
    ];
    for (const { end } of first) end();
    await Promise.all([...running, ...later]);
    expect(order[0]).toBe('probe');
    // Two deletes had gone before.
    expect(order.flatMap((name, i) => (name === 'read' ? [i] : []))).toEqual([8, 18, 23]);
  });

  it('pauses as a whole after a limit, and runs the task again before others', async () => {
    const time = virtualTime();
    const lane = aLane(time);
    const at: [string, number][] = [];
    void lane.run('delete', (before) => {
      at.push(['limited', time.monotonic()]);
      return limitedFor(7_000)(before);
    });
    await time.runUntil(0);
    void lane.run('read', () => Promise.resolve(void at.push(['other', time.monotonic()])));
    await time.runUntil(6_999);
    expect(at).toHaveLength(1);
    await time.runUntil(8_000);
    expect(at.map(([name]) => name)).toEqual(['limited', 'limited', 'other']);
    expect(at[1]?.[1]).toBe(7_000);
  });

  it('obeys the longest wait that it was told', async () => {
    const time = virtualTime();
    const lane = aLane(time);
    const told = [held(), held()];
    for (const [i, { task }] of told.entries()) {
      void lane.run('read', async (before) => {
        if (before > 0) return;
        await task();
        throw new LimitedError(i === 0 ? 194_000 : 1_000, null);
      });
    }
    for (const { end } of told) end();
    await time.runUntil(0);
    let ranAtMs = 0;
    void lane.run('probe', () => Promise.resolve(void (ranAtMs = time.monotonic())));
    await time.runUntil(200_000);
    expect(ranAtMs).toBe(194_000);
  });

  it('hands a failure on and goes on with the next', async () => {
    const lane = aLane();
    await expect(lane.run('read', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await lane.run('read', () => Promise.resolve(1))).toBe(1);
  });

  it('lets a waiting task leave, and one under way end', async () => {
    const lane = aLane();
    const first = [held(), held()];
    const stop = new AbortController();
    const running = first.map(({ task }) => lane.run('delete', task, stop.signal));
    let ran = false;
    const waiting = lane.run('delete', () => Promise.resolve(void (ran = true)), stop.signal);
    await turn();
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    for (const { end } of first) end();
    await Promise.all(running);
    expect(ran).toBe(false);
    await expect(lane.run('read', () => Promise.resolve(), stop.signal)).rejects.toThrow('stopped');
  });

  it('keeps no timer when the last who waits has left', async () => {
    const ended: boolean[] = [];
    const clock = {
      monotonic: () => 0,
      wait: (_: number, signal?: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            ended.push(true);
            reject(new Error('no longer wanted'));
          });
        }),
    };
    const lane = createLanes({ clock, log: recordingLog() })('olivia');
    const stop = new AbortController();
    const limited = lane.run('read', limitedFor(3_600_000), stop.signal);
    await turn();
    stop.abort(new Error('stopped'));
    await expect(limited).rejects.toThrow('stopped');
    expect(ended).toEqual([true]);
  });
});

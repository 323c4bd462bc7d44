import { describe, expect, it } from 'vitest';
import { LimitedError } from '../../src/http/failure.js';
import { createLanes, type Lane } from '../../src/webex/lanes.js';
import { recordingLog, testTime, type TestTime } from '../http/test-parts.js';

function aLane(time: TestTime = testTime()): Lane {
  return createLanes({ clock: time.clock, log: recordingLog() })('olivia');
}

/** A task that ends when told to. */
function held() {
  let end = (): void => undefined;
  const done = new Promise<void>((resolve) => (end = resolve));
  return { task: () => done, end };
}

const turn = (): Promise<void> => new Promise(setImmediate);

describe('a lane', () => {
  it('is one for each person', () => {
    const lanes = createLanes({ clock: testTime().clock, log: recordingLog() });
    expect(lanes('olivia')).toBe(lanes('olivia'));
    expect(lanes('olivia')).not.toBe(lanes('oscar'));
  });

  it('runs at most sixteen tasks at once, then the others in order', async () => {
    const lane = aLane();
    const tasks = Array.from({ length: 20 }, held);
    const started: number[] = [];
    const all = tasks.map(({ task }, i) =>
      lane.run('read', () => {
        started.push(i);
        return task();
      }),
    );
    await turn();
    expect(started).toHaveLength(16);
    tasks[3]?.end();
    await turn();
    expect(started.at(-1)).toBe(16);
    for (const { end } of tasks) end();
    await Promise.all(all);
    expect(started).toEqual([...tasks.keys()]);
  });

  it('lets a probe go before what waits', async () => {
    const lane = aLane();
    const first = Array.from({ length: 16 }, held);
    const running = first.map(({ task }) => lane.run('delete', task));
    const order: string[] = [];
    const note = (name: string) => () => Promise.resolve(void order.push(name));
    const later = [
      lane.run('delete', note('delete')),
      lane.run('read', note('read')),
      lane.run('probe', note('probe')),
    ];
    for (const { end } of first) end();
    await Promise.all([...running, ...later]);
    expect(order).toEqual(['probe', 'delete', 'read']);
  });

  it('pauses as a whole after a limit, and runs the task again', async () => {
    const time = testTime();
    const lane = aLane(time);
    const at: [string, number][] = [];
    const begunAt = time.clock.now();
    const limitedOnce = (before: number): Promise<void> => {
      at.push(['limited', time.clock.now() - begunAt]);
      return before === 0 ? Promise.reject(new LimitedError(7_000, null)) : Promise.resolve();
    };
    await lane.run('delete', limitedOnce);
    await lane.run('read', () => Promise.resolve(void at.push(['other', time.clock.now() - begunAt])));
    expect(at).toEqual([
      ['limited', 0],
      ['limited', 7_000],
      ['other', 7_000],
    ]);
    expect(time.waits).toEqual([7_000]);
  });

  it('holds other calls back while it is paused', async () => {
    const time = testTime();
    const over = held();
    const lane = aLane({ ...time, clock: { ...time.clock, wait: () => over.task() } });
    const limited = lane.run('delete', (before) =>
      before === 0 ? Promise.reject(new LimitedError(5_000, null)) : Promise.resolve(),
    );
    await turn();
    let ran = false;
    const other = lane.run('read', () => Promise.resolve(void (ran = true)));
    await turn();
    expect(ran).toBe(false);
    time.pass(5_000);
    over.end();
    await Promise.all([limited, other]);
    expect(ran).toBe(true);
  });

  it('hands a failure on and goes on with the next', async () => {
    const lane = aLane();
    await expect(lane.run('read', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await lane.run('read', () => Promise.resolve(1))).toBe(1);
  });

  it('lets a waiting task leave, and one under way end', async () => {
    const lane = aLane();
    const first = Array.from({ length: 16 }, held);
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
});

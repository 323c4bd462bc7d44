import { describe, expect, it } from 'vitest';
import { createWebexClock } from '../../src/http/webex-clock.js';

/** 12:00:00 GMT of the `Date` headers below. */
const NOON = Date.parse('2026-11-24T12:00:00.000Z');
const NOON_HEADER = 'Tue, 24 Nov 2026 12:00:00 GMT';

function aClock(wallAtStart: number) {
  const time = { wall: wallAtStart, monotonic: 0 };
  const clock = createWebexClock({ wall: () => time.wall, monotonic: () => time.monotonic });
  const pass = (ms: number): void => {
    time.wall += ms;
    time.monotonic += ms;
  };
  return { clock, time, pass };
}

describe('a Webex clock', () => {
  it('runs on the wall clock until Webex has answered', () => {
    const { clock, pass } = aClock(NOON + 250);
    pass(1_000);
    expect(clock.now()).toBe(NOON + 1_250);
    expect(clock.skewMs()).toBe(0);
  });

  it('then runs on Webex’s time, never ahead of it', () => {
    const { clock, pass } = aClock(NOON + 3_600_000);
    pass(400);
    clock.observe(NOON_HEADER, 0, 400);
    expect(clock.now()).toBe(NOON);
    expect(clock.skewMs()).toBe(3_600_400);
  });

  it('does not move with a step of the wall clock', () => {
    const { clock, time, pass } = aClock(NOON);
    clock.observe(NOON_HEADER, 0, 0);
    time.wall += 86_400_000;
    pass(5_000);
    expect(clock.now()).toBe(NOON + 5_000);
    expect(clock.skewMs()).toBe(86_400_000);
  });

  it('does not go back and forth with headers that are cut to seconds', () => {
    const { clock, pass } = aClock(NOON);
    clock.observe(NOON_HEADER, 0, 0);
    pass(900);
    clock.observe(NOON_HEADER, 900, 900);
    expect(clock.now()).toBe(NOON + 900);
  });

  it('passes over a header that is no date', () => {
    const { clock } = aClock(NOON);
    clock.observe('yesterday', 0, 0);
    clock.observe(undefined, 0, 0);
    expect(clock.now()).toBe(NOON);
  });

  it('ends a wait with the reason of the signal', async () => {
    const { clock } = aClock(NOON);
    const stop = new AbortController();
    const waiting = clock.wait(3_000_000_000, stop.signal);
    stop.abort(new Error('stopped by an officer'));
    await expect(waiting).rejects.toThrow('stopped by an officer');
  });

  it('lets a whole batch wait on one signal, and Node takes it for no leak', async () => {
    const warnings: Error[] = [];
    const heard = (warning: Error): number => warnings.push(warning);
    process.on('warning', heard);
    const { clock } = aClock(NOON);
    const stop = new AbortController();
    const waiting = Array.from({ length: 200 }, () => clock.wait(60_000, stop.signal));
    stop.abort(new Error('stopped by an officer'));
    expect(await Promise.allSettled(waiting)).toHaveLength(200);
    // Node tells of it a turn later.
    await new Promise(setImmediate);
    process.off('warning', heard);
    expect(warnings).toEqual([]);
  });
});

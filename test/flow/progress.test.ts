import { describe, expect, it } from 'vitest';
import { createLooks, createPace } from '../../src/flow/progress.js';
import type { LedgerLine } from '../../src/model.js';
import { manualClock } from '../support/memory.js';

const HOUR_MS = 3_600_000;

/** All looks of something that lasts so long and is looked at each second, as it ends each time later than planned. */
function looksWithin(ms: number): readonly number[] {
  const looks = createLooks();
  const taken: number[] = [];
  for (let now = 0; now <= ms; now += 1_000) {
    if (!looks.isDue(now)) continue;
    looks.taken(now);
    taken.push(now);
  }
  return taken;
}

describe('how far something is', () => {
  it('is shown after five seconds, then ever more rarely: nine edits last for more than half an hour', () => {
    expect(looksWithin(4_999)).toEqual([]);
    const looks = looksWithin(24 * HOUR_MS);
    expect(looks.slice(0, 5)).toEqual([5_000, 10_000, 20_000, 40_000, 80_000]);
    expect(looks[8]).toBeGreaterThan(HOUR_MS / 3);
  });

  it('is shown each hour at least, however long it takes', () => {
    const looks = looksWithin(48 * HOUR_MS);
    const gaps = looks.slice(1).map((at, n) => at - looks[n]!);
    expect(Math.max(...gaps)).toBe(HOUR_MS);
  });
});

describe('the rate of a run', () => {
  const line = (message_id: string): LedgerLine => ({
    message_id,
    outcome: 'deleted',
    http_status: 204,
    attempts: 1,
    decided_at: '2026-11-24T12:00:00.000Z',
    by: 'p',
    tracking_id: null,
    reason: null,
  });

  it('does not count the time in which it waits', () => {
    const clock = manualClock();
    const pace = createPace({ clock, total: 100, outcomes: new Map() });
    for (let n = 0; n < 40; n += 1) pace.count(line(String(n)));
    clock.advance(2_000);
    expect(pace.rate()).toEqual({ perSecond: 20, counted: 40 });
    pace.enter('canary');
    clock.advance(60_000);
    expect(pace.rate().perSecond).toBe(20);
    pace.enter('purging');
    clock.advance(2_000);
    expect(pace.progress()).toMatchObject({ perSecond: 10, done: 40, total: 100 });
  });
});

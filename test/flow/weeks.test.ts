import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWeekCounts } from '../../src/flow/weeks.js';
import type { Week } from '../../src/model.js';

const DAY_MS = 86_400_000;

function weeksOf(times: readonly string[]): readonly Week[] {
  const counts = createWeekCounts();
  for (const time of times) counts.count(time);
  return counts.weeks();
}

describe('messages by week', () => {
  it('are counted from Monday to Sunday, UTC, with the empty weeks between', () => {
    const times = [
      '2026-09-06T23:59:59.999Z',
      '2026-09-07T00:00:00.000Z',
      '2026-09-13T12:00:00Z',
      '2026-09-21T00:00:00Z',
    ];
    expect(weeksOf(times)).toEqual([
      { from: '2026-08-31T00:00:00.000Z', messages: 1 },
      { from: '2026-09-07T00:00:00.000Z', messages: 2 },
      { from: '2026-09-14T00:00:00.000Z', messages: 0 },
      { from: '2026-09-21T00:00:00.000Z', messages: 1 },
    ]);
  });

  it('are nothing without messages, and leave out a time that cannot be read', () => {
    expect(weeksOf([])).toEqual([]);
    expect(weeksOf(['soon'])).toEqual([]);
  });

  it('fill at most fourteen bars, whatever the window, and lose none', () => {
    const day = fc.integer({ min: 0, max: 4_000 }).map((days) => new Date(days * DAY_MS).toISOString());
    fc.assert(
      fc.property(fc.array(day, { minLength: 1 }), (times) => {
        const weeks = weeksOf(times);
        expect(weeks.length).toBeLessThanOrEqual(14);
        expect(weeks.reduce((sum, { messages }) => sum + messages, 0)).toBe(times.length);
        expect(weeks.map(({ from }) => new Date(from).getUTCDay())).toEqual(weeks.map(() => 1));
        expect(weeks[0]?.from.localeCompare([...times].sort()[0]!)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

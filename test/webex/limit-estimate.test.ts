import { describe, expect, it } from 'vitest';
import { limitFrom } from '../../src/webex/limit-estimate.js';
import { afterRefusal, afterTime, FREE, paceOf } from '../../src/webex/pace-phase.js';

describe('the limit that refusals prove', () => {
  it('is rate and burst, by two stretches that each used up a full bucket', () => {
    // 50/s with bursts of 10: 15 in 0.1 s, 110 in 2 s.
    const limit = limitFrom({
      references: [{ ms: 100, accepted: 15 }],
      latest: { ms: 2_000, accepted: 110 },
      sinceRefusal: { ms: 3_000, accepted: 110 },
    });
    expect(limit?.rate).toBeCloseTo(50);
    expect(limit?.burst).toBeCloseTo(10);
  });

  it('is what was accepted between two refusals where the bucket did not overflow', () => {
    const limit = limitFrom({
      references: [{ ms: 100, accepted: 10 }],
      latest: { ms: 6_200, accepted: 36 },
      sinceRefusal: { ms: 7_200, accepted: 36 },
    });
    expect(limit?.rate).toBeCloseTo(5);
  });

  it('is unknown after one refusal', () => {
    expect(limitFrom({ references: [], latest: { ms: 100, accepted: 15 }, sinceRefusal: null })).toBeNull();
  });
});

describe('the phases of a pace', () => {
  const limit = { rate: 50, burst: 10 };

  it('go from no pace over a search and two measurements to just below the limit', () => {
    const stretch = { ms: 100, accepted: 14 };
    const seeking = afterRefusal(FREE, stretch, null);
    expect([paceOf(FREE), paceOf(seeking)]).toEqual([null, 60]);
    const measured = afterRefusal(seeking, stretch, limit);
    const measuredWell = afterRefusal(measured, stretch, limit);
    expect([measured, measuredWell].map(paceOf)).toEqual([expect.closeTo(55), expect.closeTo(52)]);
    expect(paceOf(afterRefusal(measuredWell, stretch, limit))).toBeCloseTo(49.25);
  });

  it('look for more after a minute, and twice as boldly where it is permitted', () => {
    const holding = { kind: 'holding', limit } as const;
    expect(afterTime(holding, 59_000)).toBe(holding);
    const above = afterTime(holding, 60_000);
    expect(paceOf(above)).toBeCloseTo(52);
    expect(afterTime(above, 60_000)).toMatchObject({ limit: { rate: 52 }, excess: 0.08 });
  });

  it('go on a little slower after one refusal at a pace held for long', () => {
    const after = afterRefusal({ kind: 'holding', limit }, { ms: 20_000, accepted: 985 }, { rate: 48, burst: 10 });
    expect(after).toMatchObject({ kind: 'holding', limit: { rate: 49 } });
  });

  it('drop by a quarter at the most for one refusal', () => {
    const dropped = afterRefusal({ kind: 'holding', limit }, { ms: 10, accepted: 1 }, { rate: 1, burst: 10 });
    expect(dropped).toMatchObject({ limit: { rate: 37.5 } });
  });
});

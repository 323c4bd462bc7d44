import { describe, expect, it } from 'vitest';
import { forecastOf, notedRate, noteRate } from '../../src/flow/forecast.js';
import { memoryFacts } from '../support/memory.js';

const AHEAD = {
  messages: 100_000,
  rate: 46,
  executors: 1,
  gracePeriodMs: 900_000,
  nowMs: Date.parse('2026-11-24T12:00:00.000Z'),
};

describe('how long deletion will take', () => {
  it('follows the rate of the last run, and ends after the grace', () => {
    expect(forecastOf(AHEAD)).toEqual({
      perSecond: 46,
      basis: 'measured',
      durationMs: 2_173_914,
      endsAt: '2026-11-24T12:51:13.914Z',
    });
  });

  it('is shorter where several people share the work', () => {
    expect(forecastOf({ ...AHEAD, executors: 2 })?.durationMs).toBe(1_086_957);
  });

  it('is assumed by what Webex publishes, as long as no run has shown another rate', () => {
    expect(forecastOf({ ...AHEAD, rate: null })).toMatchObject({
      perSecond: 5,
      basis: 'published',
      durationMs: 20_000_000,
    });
  });

  it('is nothing where there is nothing to delete', () => {
    expect(forecastOf({ ...AHEAD, messages: 0 })).toBeNull();
  });
});

describe('the rate of a run', () => {
  it('is remembered for one person', async () => {
    const facts = memoryFacts();
    expect(await notedRate(facts)).toBeNull();
    await noteRate(facts, { perSecond: 90, counted: 100, executors: 2 });
    expect(await notedRate(facts)).toBe(45);
  });

  it.each([
    ['too short a run', { perSecond: 90, counted: 99, executors: 2 }],
    ['one that measured nothing', { perSecond: null, counted: 1_000, executors: 2 }],
    ['one without executors', { perSecond: 90, counted: 1_000, executors: 0 }],
  ])('is not taken from %s', async (_, run) => {
    const facts = memoryFacts();
    await noteRate(facts, run);
    expect(await notedRate(facts)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { backoffMs, limitWaitMs } from '../../src/http/retry-timing.js';

const NOW_MS = Date.parse('2026-11-24T12:00:00.000Z');

describe('limitWaitMs', () => {
  it.each([
    ['seconds', '7', 7_000],
    ['minutes', '194', 194_000],
    ['an hour, which Webex does ask for', '3600', 3_600_000],
    ['a fraction', '1.5', 1_500],
    ['spaces around', ' 2 ', 2_000],
    ['zero: the least', '0', 1_000],
    ['a date ahead', 'Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
    ['a date gone by: the least', 'Tue, 24 Nov 2026 11:59:00 GMT', 1_000],
    ['missing', undefined, 15_000],
    ['empty', '', 15_000],
    ['garbage', 'soon', 15_000],
    ['a formula', 'rand(30),add(30)', 15_000],
    ['negative', '-5', 15_000],
    ['not a number', 'NaN', 15_000],
    ['hexadecimal', '0x10', 15_000],
    ['a date of no calendar', 'Tue, 99 Nov 2026 12:00:30 GMT', 15_000],
    ['a week', '604800', 15_000],
    ['absurd', '99999999999999999999', 15_000],
    ['a date years ahead', 'Sat, 24 Nov 2040 12:00:00 GMT', 15_000],
  ])('%s', (_name, header, expected) => {
    expect(limitWaitMs(header, NOW_MS)).toBe(expected);
  });
});

describe('backoffMs', () => {
  it.each([
    [1, 0, 250],
    [1, 1, 500],
    [2, 1, 1_000],
    [4, 0.5, 3_000],
    [50, 1, 30_000],
    [2_000, 0, 15_000],
  ])('after failure %i with chance %d waits %i ms', (failures, random, expected) => {
    expect(backoffMs(failures, random)).toBe(expected);
  });
});

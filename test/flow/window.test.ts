import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseCommand } from '../../src/flow/command.js';
import { resolveSpan } from '../../src/flow/window.js';
import type { Window } from '../../src/model.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const AGES = { targetAgeMs: 30 * DAY, horizonAgeMs: 89 * DAY, minAgeMs: 30 * DAY };

function resolve(text: string): ReturnType<typeof resolveSpan> {
  const command = parseCommand(`purge ${text}`);
  if (command.kind !== 'purge') throw new Error(`${text} is no window`);
  return resolveSpan(command.scope.window, NOW, AGES);
}

describe('a window', () => {
  it('follows the policy where none is typed', () => {
    expect(resolve('')).toEqual({
      ok: true,
      span: { from: '2026-08-27T12:00:00.000Z', to: '2026-10-25T12:00:00.000Z' },
    });
  });

  it('means the policy where the policy is typed', () => {
    expect(resolve('30d')).toEqual(resolve(''));
    expect(resolve('2592000')).toEqual(resolve(''));
  });

  it('reaches as far back as ages and dates say', () => {
    expect(resolve('30d..60d')).toMatchObject({ span: { from: '2026-09-25T12:00:00.000Z' } });
    expect(resolve('2026-01-01..2026-02-01')).toMatchObject({ span: { from: '2026-01-01T00:00:00.000Z' } });
  });

  test.each([
    ['29d', 'window-too-young'],
    ['2026-10-01..2026-11-01', 'window-too-young'],
    ['2026-10-01..2027-01-01', 'window-in-future'],
    ['89d', 'window-beyond-horizon'],
    ['400d', 'window-beyond-horizon'],
  ])('%s is refused: %s', (text, problem) => {
    expect(resolve(text)).toMatchObject({ ok: false, problem: { kind: problem } });
  });

  it('may end at the floor and not a millisecond later', () => {
    const ending = (to: string): Window => ({ kind: 'dates', from: '2026-10-01T00:00:00.000Z', to });
    expect(resolveSpan(ending('2026-10-25T12:00:00.000Z'), NOW, AGES).ok).toBe(true);
    expect(resolveSpan(ending('2026-10-25T12:00:00.001Z'), NOW, AGES)).toMatchObject({
      problem: { kind: 'window-too-young', floor: '2026-10-25T12:00:00.000Z' },
    });
  });

  it('never reaches below the floor, whatever is typed', () => {
    const window: fc.Arbitrary<Window> = fc.oneof(
      fc.record({ kind: fc.constant('older-than' as const), ageMs: fc.integer({ min: 1, max: 1e15 }) }),
      fc.record({
        kind: fc.constant('ages' as const),
        youngerMs: fc.integer({ min: 1, max: 1e15 }),
        olderMs: fc.integer({ min: 1, max: 1e15 }),
      }),
      fc.record({ kind: fc.constant('dates' as const), from: aTime(), to: aTime() }),
    );
    fc.assert(
      fc.property(window, fc.integer({ min: 1_000, max: 80 * DAY }), (typed, minAgeMs) => {
        const resolved = resolveSpan(typed, NOW, { ...AGES, minAgeMs });
        if (!resolved.ok) return;
        expect(Date.parse(resolved.span.to)).toBeLessThanOrEqual(NOW - minAgeMs);
        expect(resolved.span.from < resolved.span.to).toBe(true);
      }),
    );
  });
});

function aTime(): fc.Arbitrary<string> {
  return fc.integer({ min: 0, max: NOW * 2 }).map((ms) => new Date(ms).toISOString());
}

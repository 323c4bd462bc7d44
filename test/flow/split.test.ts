import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/flow/command.js';
import { splitList } from '../../src/flow/split.js';
import type { Candidate, Split } from '../../src/model.js';

const FROM_MS = Date.parse('2026-08-27T12:00:07.000Z');
const DAY_S = 86_400;
const DAYS = 60;
const SPAN = { from: iso(0), to: iso(DAYS * DAY_S) };

function iso(seconds: number): string {
  return new Date(FROM_MS + seconds * 1_000).toISOString();
}

/** As a manifest has them: sorted. */
async function* listOf(seconds: readonly number[]): AsyncGenerator<readonly Candidate[]> {
  const sorted = seconds.toSorted((a, b) => a - b);
  for (const [n, at] of sorted.entries()) {
    const message_id = `m${String(n)}`;
    yield await Promise.resolve([{ message_id, created: iso(at), sender_id: 's', sender: 's', room_id: 'r' }]);
  }
}

const split = (seconds: readonly number[], most: number): Promise<Split | null> =>
  splitList(listOf(seconds), SPAN, most);

/** Where every part ends, by asking for the rest again and again, as a person would. */
async function allParts(seconds: readonly number[], most: number) {
  const parts: { from: string; to: string; messages: number }[] = [];
  for (let from = SPAN.from; from < SPAN.to; from = parts.at(-1)!.to) {
    const rest = seconds.filter((at) => iso(at) >= from);
    const answer = await splitList(listOf(rest), { from, to: SPAN.to }, most);
    if (answer === null) return null;
    parts.push(...answer.first);
  }
  return parts;
}

describe('a list above the cap', () => {
  it('is split into windows that are each below it and together the whole, every message once', async () => {
    const second = fc.integer({ min: 0, max: DAYS * DAY_S - 1 });
    const seconds = fc.array(
      fc.oneof(
        second,
        second.map((at) => at % 5_000),
      ),
      { minLength: 1, maxLength: 120 },
    );
    await fc.assert(
      fc.asyncProperty(seconds, fc.integer({ min: 3, max: 40 }), async (times, most) => {
        const parts = await allParts(times, most);
        fc.pre(parts !== null);
        expect(parts[0]!.from).toBe(SPAN.from);
        expect(parts.at(-1)!.to).toBe(SPAN.to);
        for (const [n, { from, to, messages }] of parts.entries()) {
          expect(messages).toBeLessThanOrEqual(most);
          expect(times.filter((at) => iso(at) >= from && iso(at) < to)).toHaveLength(messages);
          expect(n === 0 || parts[n - 1]!.to === from).toBe(true);
          expect(parseCommand(`purge ${from.replace('.000', '')}..${to.replace('.000', '')}`).kind).toBe('purge');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('names the first three and counts all', async () => {
    const hourly = Array.from({ length: 240 }, (_, hour) => hour * 3_600);
    const answer = await split(hourly, 48);
    expect(answer?.first).toHaveLength(3);
    expect(answer?.first[0]?.from).toBe(SPAN.from);
    expect(answer!.parts).toBe((await allParts(hourly, 48))!.length);
  });

  it('ends its parts at midnight where that fills them at least by half', async () => {
    const hourly = Array.from({ length: 240 }, (_, hour) => hour * 3_600);
    const answer = await split(hourly, 48);
    expect(answer?.first.map(({ to }) => to.slice(10))).toEqual(Array(3).fill('T00:00:00.000Z'));
  });

  it('cannot be split where one second holds more', async () => {
    expect(await split([5, 5, 5, 5], 3)).toBeNull();
    expect(await split([4, 5, 5, 5], 3)).toMatchObject({ parts: 2 });
  });

  it('is one part where it is within the cap', async () => {
    expect(await split([1, 2, 3], 3)).toEqual({ parts: 1, first: [{ ...SPAN, messages: 3 }] });
  });
});

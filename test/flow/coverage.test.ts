import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCoverage } from '../../src/flow/coverage.js';
import type { Hole, MessageEvent, TimeSpan } from '../../src/model.js';

const NOW_MS = Date.parse('2026-11-24T12:00:00.000Z');
const DAY_MS = 86_400_000;
const SPAN = { from: day(89), to: day(30) };

function day(age: number): string {
  return new Date(NOW_MS - age * DAY_MS).toISOString();
}

function writtenAt(created: string): MessageEvent {
  return { created, messageId: 'm', senderId: 's', senderEmail: 's', roomId: 'r', roomType: 'group', actorId: 's' };
}

function holesOf(missed: readonly TimeSpan[], events: Hole['events'] = 'created'): readonly Hole[] {
  const notes = createCoverage(SPAN, NOW_MS);
  for (const span of missed) notes.missed(events, span);
  return notes.coverage().holes;
}

describe('what a scan missed', () => {
  it('is told as spans, those that touch as one, of messages and of deletions apart', () => {
    const notes = createCoverage(SPAN, NOW_MS);
    notes.missed('created', { from: day(50), to: day(49) });
    notes.missed('created', { from: day(70), to: day(69) });
    notes.missed('created', { from: day(51), to: day(50) });
    notes.missed('deleted', { from: day(60), to: day(59) });
    expect(notes.coverage().holes).toEqual([
      { from: day(70), to: day(69), events: 'created' },
      { from: day(60), to: day(59), events: 'deleted' },
      { from: day(51), to: day(49), events: 'created' },
    ]);
  });

  it('is never told as less than it is, and in ten spans at most', () => {
    const span = fc
      .tuple(fc.integer({ min: 30, max: 88 }), fc.integer({ min: 1, max: 3 }))
      .map(([age, days]) => ({ from: day(age), to: day(age - days) }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 60 }), (missed) => {
        const holes = holesOf(missed);
        expect(holes.length).toBeLessThanOrEqual(10);
        for (const { from, to } of missed) {
          expect(holes.some((hole) => hole.from <= from && hole.to >= to)).toBe(true);
        }
        expect(holes.every((hole, at) => at === 0 || hole.from > holes[at - 1]!.to)).toBe(true);
      }),
    );
  });

  it('keeps the ten widest gaps but one, where the holes are many', () => {
    const far = Array.from({ length: 9 }, (_, n) => ({ from: day(88 - 4 * n), to: day(87.9 - 4 * n) }));
    const near = Array.from({ length: 5 }, (_, n) => ({ from: day(40 - n), to: day(39.9 - n) }));
    expect(holesOf([...far, ...near])).toHaveLength(10);
  });
});

describe('what Webex gives of older days', () => {
  const older = { from: day(120), to: day(30) };

  it('is nothing before ninety days, where nothing came', () => {
    const notes = createCoverage(older, NOW_MS);
    notes.seen([writtenAt(day(89.9))]);
    expect(notes.coverage().nothingBefore).toBe(day(90));
    expect(createCoverage({ from: day(120), to: day(100) }, NOW_MS).coverage().nothingBefore).toBe(day(100));
  });

  it('is all, where something came or nothing of the kind was asked for', () => {
    const notes = createCoverage(older, NOW_MS);
    notes.seen([writtenAt(day(91))]);
    expect(notes.coverage().nothingBefore).toBeNull();
    expect(createCoverage(SPAN, NOW_MS).coverage().nothingBefore).toBeNull();
  });
});

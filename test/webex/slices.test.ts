import { describe, expect, it } from 'vitest';
import type { MessageEvent } from '../../src/model.js';
import { cutAfter, halved, isTelling, type Slice } from '../../src/webex/slices.js';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.parse('2026-11-01T00:00:00.000Z');
const iso = (ms: number): string => new Date(FROM_MS + ms).toISOString();
const slice = (ms: number, depth = 0): Slice => ({ span: { from: iso(0), to: iso(ms) }, depth });

/** A page of events spread over the first so many ms of the span. */
function pageOver(ms: number): readonly MessageEvent[] {
  const event = { messageId: 'm', senderId: 'p', senderEmail: '', roomId: 'r', roomType: 'direct', actorId: 'p' };
  return Array.from({ length: 1_000 }, (_, i) => ({ ...event, created: iso((ms * i) / 999) }));
}

describe('cutting a span of time', () => {
  it('goes on where few pages are expected', () => {
    expect(cutAfter(pageOver(HOUR_MS / 4), slice(HOUR_MS))).toBeNull();
  });

  it('cuts by the number of pages expected, at most into 64', () => {
    expect(cutAfter(pageOver(HOUR_MS), slice(20 * HOUR_MS))).toHaveLength(5);
    expect(cutAfter(pageOver(1), slice(20 * HOUR_MS))).toHaveLength(64);
  });

  it('cuts a part again only where it is much larger than it was meant to be', () => {
    expect(cutAfter(pageOver(HOUR_MS), slice(40 * HOUR_MS, 1))).toBeNull();
    expect(cutAfter(pageOver(HOUR_MS), slice(160 * HOUR_MS, 1))).toHaveLength(10);
  });

  it('cuts blindly where the page does not follow time', () => {
    expect(cutAfter(pageOver(HOUR_MS), slice(HOUR_MS))).toHaveLength(8);
  });

  it('leaves no gap: neighbours share their border', () => {
    const parts = cutAfter(pageOver(HOUR_MS), slice(20 * HOUR_MS + 7)) ?? [];
    expect(parts[0]?.span.from).toBe(iso(0));
    expect(parts.at(-1)?.span.to).toBe(iso(20 * HOUR_MS + 7));
    expect(parts.slice(1).map(({ span }) => span.from)).toEqual(parts.slice(0, -1).map(({ span }) => span.to));
  });

  it('does not cut below a minute', () => {
    expect(halved(slice(60_000))).toBeNull();
    expect(halved(slice(60_002))).toHaveLength(2);
    expect(cutAfter(pageOver(1), slice(90_000))).toBeNull();
  });

  it('judges by no page of a few events', () => {
    expect(isTelling(pageOver(HOUR_MS).slice(0, 20))).toBe(false);
  });
});

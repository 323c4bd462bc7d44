import { describe, expect, it, test } from 'vitest';
import { createForewarnings, forewarningsDue } from '../../src/flow/forewarnings.js';
import type { Notice, PurgeRequest } from '../../src/model.js';
import { manualClock, memoryFacts } from '../support/memory.js';
import { aRequest, summaryOf } from '../support/requests.js';

const NOW = '2026-11-24T12:00:00.000Z';
const DAY_MS = 86_400_000;
const PASSING = { from: inDays(14), until: inDays(17), messages: 3 };

function inDays(days: number): string {
  return new Date(Date.parse(NOW) + days * DAY_MS).toISOString();
}

function open(changes: Partial<PurgeRequest> = {}, passing = PASSING): PurgeRequest {
  return aRequest({ createdAt: inDays(-1), summary: { ...summaryOf(12), passing }, ...changes });
}

describe('messages that pass out of reach while their purge waits', () => {
  it('are told fourteen days before, and each day from then on', () => {
    const due = (nowMs: number, told = {}) => forewarningsDue([open()], told, nowMs).length;
    const now = Date.parse(NOW);
    expect(due(now - 1)).toBe(0);
    expect(due(now)).toBe(1);
    const told = { [open().id]: NOW };
    expect(due(now + DAY_MS - 1, told)).toBe(0);
    expect(due(now + DAY_MS, told)).toBe(1);
  });

  it('are not told beside the card that says it, but a day later', () => {
    const late = [open({ createdAt: inDays(3) })];
    expect(forewarningsDue(late, {}, Date.parse(inDays(3)) + DAY_MS - 1)).toEqual([]);
    expect(forewarningsDue(late, {}, Date.parse(inDays(4)))).toEqual(late);
  });

  test.each<[string, PurgeRequest]>([
    ['of a purge that is decided', open({ state: 'approved' })],
    ['of one that expired', open({ state: 'expired' })],
    ['of a window of its own', open({ policy: false })],
    ['of a card that does not stand yet', open({ card: null })],
    ['that are none by then', open({}, { ...PASSING, messages: 0 })],
    ['of which nothing is known', open({ summary: summaryOf(12) })],
  ])('are not told %s', (_, request) => {
    expect(forewarningsDue([request], {}, Date.parse(NOW))).toEqual([]);
  });

  it('are told once however often it is looked, again after a failure, and never with the same words twice a day', async () => {
    const clock = manualClock(NOW);
    const facts = memoryFacts();
    const said: Notice[] = [];
    let isDown = true;
    const say = (notice: Notice): Promise<void> => {
      if (isDown) return Promise.reject(new Error('the space cannot be reached'));
      said.push(notice);
      return Promise.resolve();
    };
    const warnings = createForewarnings({ facts, clock }, { say });
    await expect(warnings.attend([open()])).rejects.toThrow('cannot be reached');
    isDown = false;
    await Promise.all([warnings.attend([open()]), warnings.attend([open()])]);
    await warnings.attend([open()]);
    await createForewarnings({ facts, clock }, { say }).attend([open()]);
    expect(said).toEqual([{ kind: 'passing', request: open() }]);
    clock.advance(DAY_MS);
    await warnings.attend([open()]);
    expect(said).toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import { createRetrying } from '../../src/flow/retrying.js';
import { manualClock } from '../support/memory.js';

describe('what fails', () => {
  it('is tried ever more seldom, and told once', async () => {
    const clock = manualClock();
    const told: string[] = [];
    let tries = 0;
    const retrying = createRetrying({
      clock,
      failed: (key) => Promise.resolve(void told.push(key)),
      failedAgain: () => undefined,
    });
    const fail = (): Promise<void> => {
      tries += 1;
      return Promise.reject(new Error('no'));
    };
    for (let second = 0; second < 60; second += 1) {
      await retrying.attempt('report 1', fail);
      clock.advance(1_000);
    }
    // After 0, 2, 6, 14 and 30 seconds.
    expect(tries).toBe(5);
    expect(told).toEqual(['report 1']);
  });

  it('is forgotten once it works, and holds up nothing else', async () => {
    const told: string[] = [];
    const retrying = createRetrying({
      clock: manualClock(),
      failed: (key) => Promise.resolve(void told.push(key)),
      failedAgain: () => undefined,
    });
    await retrying.attempt('one', () => Promise.reject(new Error('no')));
    let done = 0;
    for (const key of ['one', 'two', 'two']) await retrying.attempt(key, () => Promise.resolve(void (done += 1)));
    expect(done).toBe(2);
    expect(told).toEqual(['one']);
  });
});

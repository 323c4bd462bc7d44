import { describe, expect, it } from 'vitest';
import { createReaching } from '../../src/app/reaching.js';
import { RefusedError, UnreachableError } from '../../src/errors.js';
import { manualClock } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';

function sceneOf() {
  const clock = manualClock('2026-11-24T12:00:00.000Z');
  const closing = new AbortController();
  const reaching = createReaching({ clock, log: quietLog, random: () => 0.5, signal: closing.signal });
  return { clock, closing, reaching };
}

/** Lets what waits for nothing but the clock run until it waits again. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

const down = () => Promise.reject(new UnreachableError('Webex was not reached', {}));

describe('a start that needs Webex', () => {
  it('goes on as soon as an outage of hours is over, and knows since when it lasted', async () => {
    const { clock, reaching } = sceneOf();
    let tries = 0;
    const backAt = clock.now() + 6 * 3_600_000;
    const reached = reaching.until(() => {
      tries += 1;
      return clock.now() < backAt ? down() : Promise.resolve('here');
    });
    for (let minute = 0; minute < 6 * 60; minute++) {
      await settle();
      expect(reaching.outageSince()).toBe('2026-11-24T12:00:00.000Z');
      clock.advance(60_000);
    }
    await expect(reached).resolves.toBe('here');
    expect(reaching.outageSince()).toBeNull();
    expect(reaching.waited()).toBe(true);
    expect(tries).toBeGreaterThan(300);
  });

  it('ends where Webex refuses', async () => {
    const { reaching } = sceneOf();
    const refused = new RefusedError('no', { status: 401, trackingId: null, hint: 'Check the token.' });
    await expect(reaching.until(() => Promise.reject(refused))).rejects.toBe(refused);
    expect(reaching.waited()).toBe(false);
  });

  it('ends where the process is told to, in the middle of the wait', async () => {
    const { closing, reaching } = sceneOf();
    const reached = reaching.until(down);
    await settle();
    closing.abort(new Error('told to end'));
    await expect(reached).rejects.toThrow('told to end');
  });
});

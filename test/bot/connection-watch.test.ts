import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConnectionWatch } from '../../src/bot/connection-watch.js';
import type { TimeSpan } from '../../src/model.js';
import { manualClock } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function sceneOf() {
  const clock = manualClock('2026-11-24T12:00:00.000Z');
  const world = { connected: true, renewals: 0, renews: true, silences: [] as TimeSpan[] };
  const watch = createConnectionWatch({
    connected: () => world.connected,
    renew: () => {
      world.renewals += 1;
      return world.renews ? Promise.resolve() : Promise.reject(new Error('not now'));
    },
    heardAgain: (silence) => void world.silences.push(silence),
    clock,
    log: quietLog,
  });
  watch.start();
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      clock.advance(500);
      await vi.advanceTimersByTimeAsync(500);
    }
  };
  return { world, watch, pass };
}

describe('a connection that ends', () => {
  it('is told once it stands again, from the first moment of silence', async () => {
    const { world, watch, pass } = sceneOf();
    await pass(10_000);
    expect(watch.deafSince()).toBeNull();
    world.connected = false;
    await pass(5_000);
    expect(watch.deafSince()).toBe('2026-11-24T12:00:10.500Z');
    world.connected = true;
    await pass(1_000);
    expect(world.silences).toEqual([{ from: '2026-11-24T12:00:10.500Z', to: '2026-11-24T12:00:15.500Z' }]);
    expect(watch.deafSince()).toBeNull();
    expect(world.renewals).toBe(0);
  });

  it('is told even where it stood again before anybody looked', async () => {
    const { world, watch, pass } = sceneOf();
    await pass(1_000);
    watch.lost(0);
    await pass(500);
    expect(world.silences).toHaveLength(1);
  });

  it('was silent before it ended, where it was open and dead', async () => {
    const { world, watch, pass } = sceneOf();
    await pass(60_000);
    watch.lost(31_000);
    await pass(500);
    expect(world.silences).toEqual([{ from: '2026-11-24T12:00:29.000Z', to: '2026-11-24T12:01:00.500Z' }]);
  });

  it('is made anew for ever, ever more seldom, where it does not mend itself', async () => {
    const { world, pass } = sceneOf();
    Object.assign(world, { connected: false, renews: false });
    await pass(59_000);
    expect(world.renewals).toBe(0);
    await pass(60 * 60_000);
    expect(world.renewals).toBeGreaterThan(10);
    expect(world.renewals).toBeLessThan(20);
    const before = world.renewals;
    await pass(24 * 3_600_000);
    expect(world.renewals - before).toBeGreaterThan(280);
    world.connected = true;
    await pass(500);
    expect(world.silences).toHaveLength(1);
  });
});

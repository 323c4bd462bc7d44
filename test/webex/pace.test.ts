import { describe, expect, it } from 'vitest';
import { LimitedError } from '../../src/http/failure.js';
import { createLanes } from '../../src/webex/lanes.js';
import { recordingLog } from '../http/test-parts.js';
import { limitedWebex, shareRefused, shareUsed, type Bucket } from './limited-webex.js';
import { virtualTime } from './virtual-time.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A lane whose work comes a hundred at a time, the next when the last is done. */
function batchedLane(bucket: Bucket) {
  const time = virtualTime();
  const webex = limitedWebex(time, bucket);
  const lane = createLanes({ clock: time, log: recordingLog() })('olivia');
  void (async () => {
    for (;;) await Promise.all(Array.from({ length: 100 }, () => lane.run('delete', webex.request)));
  })();
  return { time, answers: webex.answers };
}

/** A lane with more work than the limit permits, at all times. */
function busyLane(bucket: Bucket) {
  const time = virtualTime();
  const webex = limitedWebex(time, bucket);
  const lane = createLanes({ clock: time, log: recordingLog() })('olivia');
  const worker = async (): Promise<never> => {
    for (;;) await lane.run('delete', webex.request);
  };
  for (let i = 0; i < 100; i += 1) void worker();
  return { time, answers: webex.answers };
}

describe('the pace of a lane', () => {
  it.each([
    { rate: 50, burst: 10 },
    { rate: 5, burst: 10 },
    { rate: 20, burst: 5 },
    { rate: 200, burst: 50 },
  ])('uses a limit of $rate/s with bursts of $burst, and keeps it', async (bucket) => {
    const { time, answers } = busyLane(bucket);
    await time.runUntil(2 * MINUTE);
    expect(shareUsed(answers, bucket, [10 * SECOND, 2 * MINUTE])).toBeGreaterThan(0.92);
    expect(shareUsed(answers, bucket, [30 * SECOND, 2 * MINUTE])).toBeGreaterThan(0.95);
    expect(shareRefused(answers)).toBeLessThan(0.02);
  });

  it('is kept over work that comes in batches', async () => {
    const bucket = { rate: 50, burst: 10 };
    const { time, answers } = batchedLane(bucket);
    await time.runUntil(2 * MINUTE);
    expect(shareUsed(answers, bucket, [30 * SECOND, 2 * MINUTE])).toBeGreaterThan(0.95);
    expect(shareRefused(answers)).toBeLessThan(0.02);
  });

  it('follows a limit that is lowered', async () => {
    const bucket = { rate: 50, burst: 10 };
    const { time, answers } = busyLane(bucket);
    await time.runUntil(MINUTE);
    bucket.rate = 10;
    const before = answers.length;
    await time.runUntil(4 * MINUTE);
    expect(shareUsed(answers, bucket, [2 * MINUTE, 4 * MINUTE])).toBeGreaterThan(0.9);
    expect(shareRefused(answers.slice(before))).toBeLessThan(0.05);
  });

  it('finds that a limit was raised', async () => {
    const bucket = { rate: 10, burst: 10 };
    const { time, answers } = busyLane(bucket);
    await time.runUntil(MINUTE);
    bucket.rate = 40;
    await time.runUntil(8 * MINUTE);
    expect(shareUsed(answers, bucket, [7 * MINUTE, 8 * MINUTE])).toBeGreaterThan(0.9);
  });

  it.each([1, 2, 3, 5])('does not stop for good where %d requests in a row are refused', async (refusals) => {
    const time = virtualTime();
    const lane = createLanes({ clock: time, log: recordingLog() })('olivia');
    let [left, done] = [refusals, 0];
    const request = (): Promise<void> => {
      if (left-- > 0) return Promise.reject(new LimitedError(SECOND, null));
      done += 1;
      return Promise.resolve();
    };
    void Promise.all([1, 2, 3].map(() => lane.run('read', request)));
    await time.runUntil(MINUTE);
    expect(done).toBe(3);
  });
});

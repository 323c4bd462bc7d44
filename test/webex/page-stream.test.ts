import { describe, expect, it } from 'vitest';
import { PageStream } from '../../src/webex/page-stream.js';

const turn = (): Promise<void> => new Promise(setImmediate);

/** Makes pieces as fast as it gets room; tells how many. */
function producer(stream: PageStream<number>, count: number) {
  const seen = { made: 0 };
  void (async () => {
    for (let i = 0; i < count; i += 1) {
      await stream.room();
      seen.made += 1;
      stream.put(i);
    }
    stream.end();
  })();
  return seen;
}

describe('a stream of pages', () => {
  it('hands on all pieces in order, and ends', async () => {
    const stream = new PageStream<number>(2);
    producer(stream, 5);
    const all: number[] = [];
    for await (const piece of stream.pieces()) all.push(piece);
    expect(all).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives room for one more only when the consumer asks for the next', async () => {
    const stream = new PageStream<number>(3);
    const seen = producer(stream, 10);
    const pieces = stream.pieces();
    await turn();
    expect(seen.made).toBe(3);
    await pieces.next();
    await turn();
    expect(seen.made).toBe(3);
    await pieces.next();
    await turn();
    expect(seen.made).toBe(4);
  });

  it('tells the consumer of a failure at once, the first of several', async () => {
    const stream = new PageStream<number>(3);
    const next = stream.pieces().next();
    stream.fail(new Error('first'));
    stream.fail(new Error('second'));
    await expect(next).rejects.toThrow('first');
  });
});

import { createReadStream } from 'node:fs';
import { codeOf } from './durable.js';

/** Lines handed on together, so that a loop over a million of them does not await a million times. */
const LINES_AT_ONCE = 500;

/**
 * The whole lines of a file, in batches, read as a stream. What follows the last line break was torn by a crash: it is left
 * out, and `torn` is told of it. No file, no lines.
 */
export async function* lineBatches(path: string, torn?: (rest: Buffer) => void): AsyncGenerator<readonly string[]> {
  let rest: Buffer = Buffer.alloc(0);
  let batch: string[] = [];
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
      let data = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a)) {
        batch.push(data.toString('utf8', 0, end));
        data = data.subarray(end + 1);
        if (batch.length === LINES_AT_ONCE) {
          yield batch;
          batch = [];
        }
      }
      rest = data;
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  if (rest.length > 0) torn?.(rest);
  if (batch.length > 0) yield batch;
}

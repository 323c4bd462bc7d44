import { createReadStream } from 'node:fs';
import { DamagedFileError } from '../errors.js';
import { nullIfMissing } from './durable.js';

/**
 * Lines handed on together, so that a loop over a million of them does not await a million times; and few enough for their
 * text to stay mostly below 128 KB, above which V8 fetches memory of its own for a string, at thirty times the cost.
 */
export const LINES_AT_ONCE = 200;

/**
 * The whole lines of a file, in batches, read as a stream. What follows the last line break was torn by a crash: it is left
 * out, and `torn` is told of it. No file, no lines. Bytes that are no UTF-8 are a DamagedFileError: read leniently, two
 * different files could look the same.
 */
export async function* lineBatches(path: string, torn?: (rest: Buffer) => void): AsyncGenerator<readonly string[]> {
  const text = strictDecoder(path);
  let rest: Buffer = Buffer.alloc(0);
  let batch: string[] = [];
  for await (const piece of pieces(path)) {
    let data = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a)) {
      batch.push(text(data.subarray(0, end)));
      data = data.subarray(end + 1);
      if (batch.length === LINES_AT_ONCE) {
        yield batch;
        batch = [];
      }
    }
    rest = data;
  }
  if (batch.length > 0) yield batch;
  if (rest.length > 0) torn?.(rest);
}

/** The same, each line's JSON. A line that is none is a DamagedFileError. */
export async function* jsonBatches<T>(path: string): AsyncGenerator<readonly T[]> {
  let before = 0;
  for await (const lines of lineBatches(path)) {
    const first = before + 1;
    yield lines.map((line, i) => parseLine(path, line, first + i) as T);
    before += lines.length;
  }
}

/** Lines as they stand in a file. */
export function linesText(lines: readonly string[]): string {
  // A line break added to the joined text would have all of it copied once more.
  return [...lines, ''].join('\n');
}

async function* pieces(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  } catch (error) {
    nullIfMissing(error);
  }
}

function strictDecoder(path: string): (bytes: Buffer) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 0;
  return (bytes) => {
    line += 1;
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw damagedLine(path, line, cause);
    }
  };
}

function parseLine(path: string, text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damagedLine(path, line, cause);
  }
}

function damagedLine(path: string, line: number, cause: unknown): DamagedFileError {
  return new DamagedFileError(path, `line ${String(line)} is not what the bot wrote.`, {
    hint: 'Run `npm run audit:verify` to see what changed, and restore the data folder from a back-up.',
    cause,
  });
}

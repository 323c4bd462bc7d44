import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Frozen } from '../ports.js';
import { nullIfMissing, writeThenRename } from './durable.js';
import { linesText } from './lines.js';
import { lineOf, ofSameMessage } from './manifest-line.js';

/**
 * Writes the frozen list, each message once, and answers the SHA-256 of the file's bytes. `sorted`: the sortable lines in
 * their order. Of two lines of one message the first one stands.
 */
export async function writeManifest(path: string, sorted: AsyncIterable<readonly string[]>): Promise<Frozen> {
  const hash = createHash('sha256');
  let count = 0;
  await writeThenRename(path, async (file) => {
    for await (const lines of eachMessageOnce(sorted)) {
      if (lines.length === 0) continue;
      const bytes = Buffer.from(linesText(lines.map(lineOf)));
      hash.update(bytes);
      await file.appendFile(bytes);
      count += lines.length;
    }
  });
  return { digest: hash.digest('hex'), count };
}

async function* eachMessageOnce(sorted: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
  let before = '';
  for await (const lines of sorted) {
    yield lines.filter((line, i) => !ofSameMessage(lines[i - 1] ?? before, line));
    before = lines.at(-1) ?? before;
  }
}

/** Hex SHA-256 of a file's bytes, read as a stream; null where there is no file. */
export async function fileDigest(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece);
  } catch (error) {
    return nullIfMissing(error);
  }
  return hash.digest('hex');
}

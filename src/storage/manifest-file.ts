import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Candidate } from '../model.js';
import type { Frozen } from '../ports.js';
import { nullIfMissing, writeThenRename } from './durable.js';
import { inOrder } from './manifest-order.js';

/** Lines handed to the disk at once. */
const LINES_AT_ONCE = 2_000;

/** Writes the frozen list, each message once, and answers the SHA-256 of the file's bytes. */
export async function writeManifest(path: string, candidates: Iterable<Candidate>): Promise<Frozen> {
  const hash = createHash('sha256');
  let count = 0;
  await writeThenRename(path, async (file) => {
    for (const lines of linesOf([...candidates].sort(inOrder))) {
      hash.update(lines.text);
      await file.appendFile(lines.text);
      count += lines.count;
    }
  });
  return { digest: hash.digest('hex'), count };
}

function* linesOf(sorted: readonly Candidate[]): Generator<{ text: string; count: number }> {
  for (let i = 0; i < sorted.length; i += LINES_AT_ONCE) {
    const lines = sorted.slice(i, i + LINES_AT_ONCE).map(manifestLine);
    yield { text: `${lines.join('\n')}\n`, count: lines.length };
  }
}

/** The fields in the order in which the file has always had them: the digest depends on it. */
function manifestLine(candidate: Candidate): string {
  const { message_id, created, sender_id, sender, room_id, other_id, other, other_org } = candidate;
  return JSON.stringify({ message_id, created, sender_id, sender, room_id, other_id, other, other_org });
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

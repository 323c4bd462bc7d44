import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { DamagedFileError } from '../errors.js';
import type { Candidate } from '../model.js';
import type { Frozen } from '../ports.js';
import { codeOf, writeThenRename } from './durable.js';
import { lineBatches } from './lines.js';

/** Pieces handed to the disk at once. */
const LINES_AT_ONCE = 2_000;

/** By time of writing, then by id, so that the same list always has the same digest. */
function inOrder(a: Candidate, b: Candidate): number {
  return compare(a.created, b.created) || compare(a.message_id, b.message_id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Writes the frozen list, each message once, and answers the SHA-256 of the file's bytes. */
export async function writeManifest(path: string, candidates: readonly Candidate[]): Promise<Frozen> {
  const sorted = candidates.toSorted(inOrder);
  const unique = sorted.filter((candidate, i) => candidate.message_id !== sorted[i - 1]?.message_id);
  const hash = createHash('sha256');
  await writeThenRename(path, async (file) => {
    for (let i = 0; i < unique.length; i += LINES_AT_ONCE) {
      const text = unique
        .slice(i, i + LINES_AT_ONCE)
        .map((candidate) => `${manifestLine(candidate)}\n`)
        .join('');
      hash.update(text);
      await file.appendFile(text);
    }
  });
  return { digest: hash.digest('hex'), count: unique.length };
}

/** The fields in the order in which the file has always had them: the digest depends on it. */
function manifestLine(candidate: Candidate): string {
  const { message_id, created, sender_id, sender, room_id, other_id, other, other_org } = candidate;
  return JSON.stringify({ message_id, created, sender_id, sender, room_id, other_id, other, other_org });
}

/** The frozen list, after the whole file was found to be what was approved. */
export async function* readManifest(path: string, digest: string): AsyncGenerator<readonly Candidate[]> {
  const found = await fileDigest(path);
  if (found !== digest) {
    throw new DamagedFileError(path, `is not the list that was frozen: its SHA-256 is ${found}, not ${digest}.`, {
      hint: 'Nothing of it is deleted. Find out who changed it, then ask for a new purge.',
    });
  }
  for await (const lines of lineBatches(path)) yield lines.map((line) => JSON.parse(line) as Candidate);
}

/** Hex SHA-256 of a file's bytes; of nothing where there is no file. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return hash.digest('hex');
}

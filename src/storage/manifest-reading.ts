import { createHash } from 'node:crypto';
import { sha256 } from '../canonical.js';
import { DamagedFileError } from '../errors.js';
import type { Candidate } from '../model.js';
import { lineBatches, linesText } from './lines.js';
import { fileDigest } from './manifest-file.js';

/**
 * The frozen list, after the whole file was found to be what was approved; until then nothing is handed on. A run may read
 * for hours: each batch is compared with what it was then, so a file that was changed meanwhile ends the reading too.
 */
export async function* readManifest(path: string, digest: string): AsyncGenerator<readonly Candidate[]> {
  const approved = await digestsOf(path);
  if (approved.whole !== digest) throw await notFrozen(path, digest);
  let read = 0;
  for await (const lines of lineBatches(path)) {
    if (sha256(linesText(lines)) !== approved.batches[read]) throw damaged(path, 'was changed while it was read.');
    read += 1;
    yield lines.map((line) => JSON.parse(line) as Candidate);
  }
  if (read < approved.batches.length) throw damaged(path, 'was cut while it was read.');
}

/** SHA-256 of the whole, and of each batch, which takes a few dozen bytes. */
async function digestsOf(path: string): Promise<{ whole: string; batches: readonly string[] }> {
  const whole = createHash('sha256');
  const batches: string[] = [];
  for await (const lines of lineBatches(path, (rest) => whole.update(rest))) {
    const bytes = Buffer.from(linesText(lines));
    whole.update(bytes);
    batches.push(sha256(bytes));
  }
  return { whole: whole.digest('hex'), batches };
}

async function notFrozen(path: string, digest: string): Promise<DamagedFileError> {
  const found = await fileDigest(path);
  if (found === null) return damaged(path, 'is missing.');
  return damaged(path, `is not the list that was frozen: its SHA-256 is ${found}, not ${digest}.`);
}

function damaged(path: string, fault: string): DamagedFileError {
  return new DamagedFileError(path, fault, {
    hint: 'Nothing more of it is deleted. Find out who changed it, then ask for a new purge.',
  });
}

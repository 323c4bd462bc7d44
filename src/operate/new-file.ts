import { randomBytes } from 'node:crypto';
import { link, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../errors.js';
import { writeSynced } from '../storage/durable.js';

/**
 * Makes a file that only its owner may read, whole or not at all. What already bears that name, a link included, is neither
 * followed nor replaced: an AppError says so.
 */
export async function writeNewFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeSynced(temporary, write);
    // Unlike a rename, a link never takes the place of anything.
    await link(temporary, path);
  } catch (error) {
    throw explained(path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

const HINTS: Readonly<Record<string, string | undefined>> = {
  ENOSPC: 'The disk is full: make room, then try again.',
  EDQUOT: 'The disk quota is used up: make room, then try again.',
  EACCES: 'Run the command in a folder in which you may write.',
  EPERM: 'Run the command in a folder on a file system with hard links, in which you may write.',
  ENOTSUP: 'Run the command in a folder on a file system with hard links.',
  EROFS: 'Run the command in a folder in which you may write.',
};

function explained(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'EEXIST') {
    return new AppError('exists', `${path} exists already and was left as it is.`, {
      hint: 'Move it away, or run the command in another folder.',
      cause,
    });
  }
  const hint = HINTS[code];
  return hint === undefined ? cause : new AppError('disk', `${path} could not be written (${code}).`, { hint, cause });
}

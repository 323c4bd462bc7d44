import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../errors.js';

/** Only the bot's own account may read what it remembers. */
export const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const STICKY = 0o1000;

/** Makes the folder where it is missing, and closes it to other accounts where it is ours to close. */
export async function ensureFolder(path: string): Promise<void> {
  await explained(path, async () => {
    const firstMade = await mkdir(path, { recursive: true, mode: FOLDER_MODE });
    if (firstMade === undefined) await close(path);
    else await syncFolder(dirname(firstMade));
  });
}

/** Every file in it is closed by its own mode anyway: a folder that is not ours alone may stay as it is. */
async function close(path: string): Promise<void> {
  const { mode } = await stat(path);
  // A folder that everybody shares, such as /tmp: to close it would lock all others out.
  if ((mode & STICKY) !== 0) return;
  await chmod(path, FOLDER_MODE).catch(allowForeignOwner);
}

/** A mounted volume may belong to another account. */
function allowForeignOwner(error: unknown): void {
  if (codeOf(error) !== 'EPERM') throw error;
}

/** Replaces a file so that after a power cut either the old or the new one stands, whole. */
export async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  await writeThenRename(path, (file) => file.writeFile(content));
}

/** The same for content that is written in pieces. */
export async function writeThenRename(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  await explained(path, async () => {
    try {
      await writeSynced(temporary, write);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(dirname(path));
  });
}

/** Writes a file that is not there yet, mode 0600, and brings it to the disk. */
export async function writeSynced(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename or a new file is only safe once its folder is on disk too. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Null where there is no such file. */
export function readIfThere(path: string): Promise<string | null> {
  return explained(path, () => readFile(path, 'utf8').catch(nullIfMissing));
}

/** For `.catch` on opening or reading: a missing file is no failure. */
export function nullIfMissing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null;
  throw error;
}

/** Names the path and the next step where the disk refuses. */
export async function explained<T>(path: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (cause) {
    const code = codeOf(cause);
    const hint = code === null ? undefined : HINTS[code];
    if (hint === undefined) throw cause;
    throw new AppError('disk', `${path} could not be read or written (${code ?? ''}).`, { hint, cause });
  }
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

const HINTS: Readonly<Record<string, string | undefined>> = {
  ENOSPC: 'The disk is full: make room under DATA_DIR, then try again.',
  EDQUOT: 'The disk quota is used up: make room under DATA_DIR, then try again.',
  EIO: 'The disk reports a fault: check it, and restore DATA_DIR from a back-up where files are lost.',
  EACCES: 'Give the account that runs the bot access to DATA_DIR.',
  EPERM: 'Give the account that runs the bot access to DATA_DIR.',
  ENOTDIR: 'DATA_DIR, or a folder above it, is a file: name a folder.',
  EROFS: 'DATA_DIR lies on a read-only file system: choose another or mount it for writing.',
};

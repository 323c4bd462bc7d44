import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../errors.js';
import { explained, FILE_MODE, syncFolder } from './durable.js';
import { createGroupCommit } from './group-commit.js';
import { lastLineBreak } from './lines-back.js';

/** A file that only grows, line by line. Lines that wait together share one fsync. */
export interface AppendFile {
  /**
   * Resolves when the lines are on disk and `seal`, which is called then, has resolved. Rejects without a trace in the file
   * when either fails.
   */
  append(lines: readonly string[], seal?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

interface Lines {
  readonly lines: readonly string[];
  readonly seal: (() => Promise<void>) | undefined;
}

/** Opens for appending, after cutting off what follows the last whole line: a crash may have torn it. */
export async function openAppendFile(path: string): Promise<AppendFile> {
  const file = await explained(path, () => open(path, 'a+', FILE_MODE));
  let length = await prepared(file, path);
  let spoilt: AppError | null = null;

  const write = async (groups: readonly Lines[]): Promise<readonly undefined[]> => {
    if (spoilt !== null) throw spoilt;
    const data = Buffer.from(groups.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join(''));
    try {
      await explained(path, () => writeSynced(file, data));
      for (const { seal } of groups) await seal?.();
    } catch (error) {
      spoilt = await cutBack(file, path, length);
      throw error;
    }
    length += data.length;
    return groups.map(() => undefined);
  };

  const commits = createGroupCommit(write);
  return {
    append: (lines, seal) => commits.add({ lines, seal }),
    close: async () => {
      await commits.idle();
      await file.close();
    },
  };
}

async function prepared(file: FileHandle, path: string): Promise<number> {
  try {
    return await explained(path, () => prepare(file, path));
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Answers the length of the file: that of its whole lines. */
async function prepare(file: FileHandle, path: string): Promise<number> {
  await file.chmod(FILE_MODE);
  const { size } = await file.stat();
  const whole = await lastLineBreak(file, size);
  if (whole < size) await file.truncate(whole);
  if (whole === 0) await syncFolder(dirname(path));
  return whole;
}

async function writeSynced(file: FileHandle, data: Buffer): Promise<void> {
  await file.appendFile(data);
  await file.datasync();
}

/** Half a line would spoil the next one. Where even cutting fails, nothing may be appended any more. */
async function cutBack(file: FileHandle, path: string, length: number): Promise<AppError | null> {
  try {
    await file.truncate(length);
    await file.datasync();
    return null;
  } catch (cause) {
    return new AppError('disk', `${path} could not be cut back after a failed write.`, {
      hint: 'Mend the disk and start the bot again: at its start the half-written line is cut off.',
      cause,
    });
  }
}

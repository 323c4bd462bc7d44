import { open, type FileHandle } from 'node:fs/promises';
import { explained, FILE_MODE } from './durable.js';

/** A file that only grows, line by line. Lines that wait together share one fsync. */
export interface AppendFile {
  /** Resolves when the lines are on disk. Rejects without a trace in the file when they cannot be. */
  append(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Opens for appending, after cutting off what follows the last whole line: a crash may have torn it. */
export async function openAppendFile(path: string): Promise<AppendFile> {
  const file = await explained(path, () => open(path, 'a+', FILE_MODE));
  let length = await cutTornLine(file);
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;

  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const data = Buffer.from(batch.map(({ text }) => text).join(''));
      try {
        await explained(path, () => writeWhole(file, data));
        length += data.length;
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // Half a line would spoil the next one.
        await file.truncate(length).catch(() => undefined);
        for (const { reject } of batch) reject(error);
      }
    }
    writing = null;
  };

  return {
    append: (lines) =>
      new Promise((resolve, reject) => {
        waiting.push({ text: lines.map((line) => `${line}\n`).join(''), resolve, reject });
        writing ??= writeAll();
      }),
    close: async () => {
      await writing;
      await file.close();
    },
  };
}

async function writeWhole(file: FileHandle, data: Buffer): Promise<void> {
  await file.appendFile(data);
  await file.datasync();
}

/** Answers the length of the file up to its last line break. */
async function cutTornLine(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  const whole = await lastLineBreak(file, size);
  if (whole < size) await file.truncate(whole);
  return whole;
}

/** Looks back from the end, a piece at a time. */
export async function lastLineBreak(file: FileHandle, size: number): Promise<number> {
  const piece = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - piece.length);
    const { bytesRead } = await file.read(piece, 0, end - start, start);
    const found = piece.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return 0;
}

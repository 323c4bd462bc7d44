import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { nullIfMissing } from '../storage/durable.js';
import { lastLineBreak } from '../storage/lines-back.js';
import type { TarEntry } from './tar.js';

const PIECE_BYTES = 256 * 1024;

/** Files kept open together: whoever replaces one meanwhile, what was opened is what is read. */
export interface HeldFiles {
  /** Null where there is no such file. */
  open(path: string): Promise<HeldFile | null>;
  /** A second call does nothing. */
  close(): Promise<void>;
}

export interface HeldFile {
  /** As it was when it was opened. */
  readonly bytes: number;
  /** Up to its last whole line: a line that is being written is none yet. */
  wholeLines(): Promise<number>;
  /** Its first `bytes` bytes. */
  entry(name: string, bytes: number): TarEntry;
}

export function holdFiles(): HeldFiles {
  const handles: FileHandle[] = [];
  return {
    open: async (path) => {
      const handle = await open(path, 'r').catch(nullIfMissing);
      if (handle === null) return null;
      handles.push(handle);
      return heldFile(handle);
    },
    close: async () => {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
    },
  };
}

async function heldFile(handle: FileHandle): Promise<HeldFile> {
  const { size, mtimeMs } = await handle.stat();
  return {
    bytes: size,
    wholeLines: () => lastLineBreak(handle, size),
    entry: (name, bytes) => ({
      name,
      bytes,
      modifiedMs: mtimeMs,
      pieces: { [Symbol.asyncIterator]: () => piecesOf(handle, bytes) },
    }),
  };
}

async function* piecesOf(handle: FileHandle, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes;) {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - at));
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    if (bytesRead === 0) return;
    yield piece.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** Hex SHA-256 of what the archive will hold. */
export async function digestOf({ pieces }: TarEntry): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

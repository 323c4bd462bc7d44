import type { FileHandle } from 'node:fs/promises';

const PIECE_BYTES = 64 * 1024;
const LINE_BREAK = 0x0a;

/** Where the last whole line of the first `size` bytes ends; 0 without any. Looks back from the end, a piece at a time. */
export async function lastLineBreak(file: FileHandle, size: number): Promise<number> {
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - piece.length);
    const { bytesRead } = await file.read(piece, 0, end - start, start);
    const found = piece.subarray(0, bytesRead).lastIndexOf(LINE_BREAK);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return 0;
}

/** The lines from the last to the first, without their line breaks. `end` is where a whole line ends. */
export async function* linesBack(file: FileHandle, end: number): AsyncGenerator<Buffer> {
  let unseen: Buffer = Buffer.alloc(0);
  for (let at = end; at > 0;) {
    const start = Math.max(0, at - PIECE_BYTES);
    const piece = Buffer.alloc(at - start);
    await file.read(piece, 0, piece.length, start);
    let data = Buffer.concat([piece, unseen]);
    for (let cut = breakBefore(data); cut >= 0; cut = breakBefore(data)) {
      yield data.subarray(cut + 1, -1);
      data = data.subarray(0, cut + 1);
    }
    unseen = data;
    at = start;
  }
  if (unseen.length > 0) yield unseen.subarray(0, -1);
}

/** The line break before the one that ends `data`; -1 where it lies further back. */
function breakBefore(data: Buffer): number {
  return data.subarray(0, -1).lastIndexOf(LINE_BREAK);
}

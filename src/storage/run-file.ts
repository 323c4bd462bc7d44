import { open } from 'node:fs/promises';
import { FILE_MODE } from './durable.js';
import { LINES_AT_ONCE, linesText } from './lines.js';

/** What is read of a run at once: while dozens are merged, each holds one such piece. */
const PIECE_BYTES = 32 * 1024;

/** What is handed to the disk at once, at least: every write costs a turn of the event loop. */
const WRITTEN_BYTES = 512 * 1024;

const LINE_BREAK = 0x0a;

/** Writes lines that are in order already. Not synced: after a power cut nobody asks for a run again. */
export async function writeRun(path: string, batches: AsyncIterable<readonly string[]>): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  let waiting: Buffer[] = [];
  let bytes = 0;
  const write = async (): Promise<void> => {
    await file.appendFile(Buffer.concat(waiting, bytes));
    [waiting, bytes] = [[], 0];
  };
  try {
    for await (const lines of batches) {
      const piece = Buffer.from(linesText(lines));
      waiting.push(piece);
      bytes += piece.length;
      if (bytes >= WRITTEN_BYTES) await write();
    }
    await write();
  } finally {
    await file.close();
  }
}

/** The lines of a run, in its order, in batches. */
export async function* readRun(path: string): AsyncGenerator<readonly string[]> {
  const file = await open(path, 'r');
  try {
    let piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    let held = 0;
    for (;;) {
      const { bytesRead } = await file.read(piece, held, piece.length - held);
      if (bytesRead === 0) return;
      held += bytesRead;
      const end = piece.lastIndexOf(LINE_BREAK, held - 1) + 1;
      if (end > 0) yield piece.toString('utf8', 0, end - 1).split('\n');
      held = keepRest(piece, end, held);
      if (held === piece.length) piece = Buffer.concat([piece], piece.length * 2);
    }
  } finally {
    await file.close();
  }
}

/** Moves the line that is not whole yet to the front; answers its length so far. */
function keepRest(piece: Buffer, end: number, held: number): number {
  piece.copyWithin(0, end, held);
  return held - end;
}

/** Lines in memory, as a run hands them on. */
export async function* inBatches(lines: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let i = 0; i < lines.length; i += LINES_AT_ONCE) {
    yield await Promise.resolve(lines.slice(i, i + LINES_AT_ONCE));
  }
}

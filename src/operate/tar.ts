/** One file of an archive. `pieces` gives exactly `bytes` bytes, or the archive fails. */
export interface TarEntry {
  /** ASCII, at most 100 characters, no folder. */
  readonly name: string;
  readonly bytes: number;
  /** In ms since the epoch. */
  readonly modifiedMs: number;
  readonly pieces: AsyncIterable<Buffer> | Iterable<Buffer>;
}

const BLOCK_BYTES = 512;

/** The header has eleven octal digits for the size. */
const MAX_BYTES = 8 ** 11 - 1;

/** POSIX ustar (IEEE 1003.1, pax): for each file a header block and its bytes, filled up to whole blocks; two empty blocks end it. */
export async function* tar(entries: Iterable<TarEntry>): AsyncGenerator<Buffer> {
  for (const entry of entries) {
    yield header(entry);
    yield* exactly(entry);
    yield Buffer.alloc(-entry.bytes & (BLOCK_BYTES - 1));
  }
  yield Buffer.alloc(2 * BLOCK_BYTES);
}

async function* exactly({ name, bytes, pieces }: TarEntry): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const piece of pieces) {
    read += piece.length;
    if (read <= bytes) yield piece;
  }
  if (read !== bytes) throw new Error(`${name} has ${String(read)} bytes where ${String(bytes)} were announced`);
}

/** A plain file that only its owner may read; nobody's name stands in it. */
function header({ name, bytes, modifiedMs }: TarEntry): Buffer {
  if (bytes > MAX_BYTES) throw new Error(`${name} is too large for an archive: ${String(bytes)} bytes`);
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(name, 0, 100, 'ascii');
  block.write('0000600\0', 100, 'ascii');
  block.write('0000000\0', 108, 'ascii');
  block.write('0000000\0', 116, 'ascii');
  block.write(`${octal(bytes, 11)} `, 124, 'ascii');
  block.write(`${octal(Math.floor(modifiedMs / 1_000), 11)} `, 136, 'ascii');
  block.write('0', 156, 'ascii');
  block.write('ustar\x0000', 257, 'ascii');
  // The check sum counts its own field as eight spaces.
  block.write(' '.repeat(8), 148, 'ascii');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, 'ascii');
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

const FIRST_SIZE = 1024;

/** A growing buffer for one answer: millions of events are written as bytes, without a string in between. */
export class PageWriter {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE);
  #length = 0;

  text(text: string): void {
    const size = Buffer.byteLength(text);
    // Reserved first: growing replaces the buffer.
    const start = this.reserve(size);
    this.#bytes.write(text, start, size, 'utf8');
  }

  /** One ASCII character, without a detour through the encoder. */
  char(code: number): void {
    const start = this.reserve(1);
    this.#bytes[start] = code;
  }

  /** Makes room for `size` more bytes; answers where they begin in `bytes`. */
  reserve(size: number): number {
    const start = this.#length;
    this.#length += size;
    if (this.#length > this.#bytes.length) this.#grow();
    return start;
  }

  /** Valid until the next `reserve` or `text`. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(Math.max(this.#length, this.#bytes.length * 2));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}

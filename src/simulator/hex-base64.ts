/**
 * Base64 of hexadecimal digits by table. Three digits become four characters, so that an id can be written into a page
 * without a string or a buffer in between.
 */
type Table = readonly Buffer[];

/** The base64 of `0`, `1`, … as hexadecimal of so many digits, with something before or after. */
function table(digits: number, around: (hex: string) => string): Table {
  const size = 16 ** digits;
  return Array.from({ length: size }, (_, value) => {
    const plain = around(value.toString(16).padStart(digits, '0'));
    return Buffer.from(Buffer.from(plain, 'latin1').toString('base64url'), 'latin1');
  });
}

const DIGITS = table(3, (hex) => hex);
const DIGITS_DASH = table(2, (hex) => `${hex}-`);
const SLASH_DIGITS = table(2, (hex) => `/${hex}`);
const LAST_DIGIT = table(1, (hex) => hex);

/** A place in a buffer that moves on with what is written. */
export class Cursor {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  digits(value: number): this {
    return this.#put(DIGITS[value]);
  }

  digitsAndDash(value: number): this {
    return this.#put(DIGITS_DASH[value]);
  }

  slashAndDigits(value: number): this {
    return this.#put(SLASH_DIGITS[value]);
  }

  lastDigit(value: number): this {
    return this.#put(LAST_DIGIT[value]);
  }

  skip(size: number): this {
    this.#at += size;
    return this;
  }

  #put(part: Buffer | undefined): this {
    if (part === undefined) throw new RangeError('Too large for its digits');
    // An index instead of an iterator: this runs a dozen times for each of millions of events.
    for (let from = 0; from < part.length; from += 1) this.#bytes[this.#at + from] = part[from] ?? 0;
    this.#at += part.length;
    return this;
  }
}

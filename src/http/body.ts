/**
 * Least length of what is parsed at once. V8 gives a string above 128 KB memory of its own, fetched from the system and
 * returned each time: reading a page of 855 KB took 3.4 ms, and in such pieces 0.1 ms. A character takes up to two bytes.
 */
const PIECE_BYTES = 48 * 1024;

/** `{"items":[`, and how its first item begins, up to the first field's value. */
const LIST_HEAD = /^\{"items":\[(\{"\w{1,40}":)/;
const LIST_TAIL = ']}';
const HEAD_BYTES = 64;

/** An answer's bytes as text, a byte order mark left out. */
export function bodyText(bytes: Buffer): string {
  return new TextDecoder().decode(bytes);
}

/** An answer's bytes as JSON. Throws a SyntaxError. */
export function jsonOf(bytes: Buffer): unknown {
  return JSON.parse(bodyText(bytes));
}

/**
 * What `read` makes of each item of an answer that is a list; null where it is none. Throws a SyntaxError where it is no
 * JSON. A long list is read some items at a time, and of those before nothing is left but what `read` made of them: where
 * it makes little, the garbage collector finds next to nothing to copy. An item may be read twice.
 */
export function listOf<T>(bytes: Buffer, read: (item: unknown) => T): readonly T[] | null {
  return longListOf(bytes, read) ?? itemsIn(jsonOf(bytes))?.map((item) => read(item)) ?? null;
}

function itemsIn(body: unknown): readonly unknown[] | null {
  const items: unknown = typeof body === 'object' && body !== null && 'items' in body ? body.items : null;
  return Array.isArray(items) ? items : null;
}

/**
 * A list as Webex writes it, parsed some items at a time; null where this does not look like one. It is cut where an item
 * seems to begin as the first one did: inside a text a quote would stand behind a backslash. If the border lay deeper after
 * all, the part before it is left with an open bracket, and is no JSON.
 */
function longListOf<T>(bytes: Buffer, read: (item: unknown) => T): readonly T[] | null {
  if (bytes.length < PIECE_BYTES) return null;
  const first = LIST_HEAD.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1];
  const end = bytes.length - LIST_TAIL.length;
  if (first === undefined || bytes.toString('latin1', end) !== LIST_TAIL) return null;
  const items: T[] = [];
  for (let from = bytes.indexOf(first); from < end;) {
    const border = bytes.indexOf(`},${first}`, from + PIECE_BYTES);
    const to = border === -1 ? end : border + 1;
    const some = itemsBetween(bytes, from, to);
    if (some === null) return null;
    for (const item of some) items.push(read(item));
    from = to + 1;
  }
  return items;
}

const OPENING = 0x5b;
const CLOSING = 0x5d;

/** The comma or bracket on either side passes for a bracket meanwhile: brackets put around the text would copy it. */
function itemsBetween(bytes: Buffer, from: number, to: number): readonly unknown[] | null {
  const [before = 0, behind = 0] = [bytes[from - 1], bytes[to]];
  [bytes[from - 1], bytes[to]] = [OPENING, CLOSING];
  try {
    return JSON.parse(bytes.toString('utf8', from - 1, to + 1)) as readonly unknown[];
  } catch {
    return null;
  } finally {
    [bytes[from - 1], bytes[to]] = [before, behind];
  }
}

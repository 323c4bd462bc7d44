import type { Candidate, Part, Split, TimeSpan } from '../model.js';

/** Parts that an answer names; the rest follows when these are done. */
const PARTS_SHOWN = 3;

/** Where a part may end, coarsest first: a command takes whole seconds, and whole days read best. */
const BORDERS_MS = [86_400_000, 3_600_000, 60_000, 1_000] as const;
/** A part ends at a coarse border only where it is at least so full. */
const FULL_ENOUGH = 0.5;

/**
 * Windows that together are the whole span and hold at most `most` messages each, oldest first; null where a single second
 * holds more. The list comes as the manifest has it, sorted by time; the span begins and ends at whole seconds.
 */
export async function splitList(
  list: AsyncIterable<readonly Candidate[]>,
  span: TimeSpan,
  most: number,
): Promise<Split | null> {
  const splitting = new Splitting(span, most);
  for await (const candidates of list) {
    for (const { created } of candidates) if (!splitting.take(Date.parse(created))) return null;
  }
  return splitting.end();
}

/** A place where the part under way may end, and how many of its messages lie before it. */
interface Border {
  readonly atMs: number;
  readonly before: number;
}

class Splitting {
  readonly #span: TimeSpan;
  readonly #most: number;
  readonly #first: Part[] = [];
  #parts = 0;
  #fromMs: number;
  #count = 0;
  /** The latest of each kind. */
  #borders: (Border | null)[] = BORDERS_MS.map(() => null);

  constructor(span: TimeSpan, most: number) {
    this.#span = span;
    this.#most = most;
    this.#fromMs = Date.parse(span.from);
  }

  /** False where the list cannot be split. */
  take(atMs: number): boolean {
    this.#borders = BORDERS_MS.map((unit, kind) => {
      const borderMs = Math.floor(atMs / unit) * unit;
      const latest = this.#borders[kind] ?? null;
      if (borderMs <= (latest?.atMs ?? this.#fromMs)) return latest;
      return { atMs: borderMs, before: this.#count };
    });
    this.#count += 1;
    return this.#count <= this.#most || this.#cut();
  }

  end(): Split {
    this.#close(Date.parse(this.#span.to), this.#count);
    return { parts: this.#parts, first: this.#first };
  }

  #cut(): boolean {
    const borders = this.#borders.filter((border) => border !== null).filter(({ before }) => before > 0);
    const border = borders.find(({ before }) => before >= this.#most * FULL_ENOUGH) ?? borders.at(-1);
    if (border === undefined) return false;
    this.#close(border.atMs, border.before);
    this.#fromMs = border.atMs;
    this.#count -= border.before;
    this.#borders = this.#borders.map((one) =>
      one === null || one.atMs <= border.atMs ? null : { atMs: one.atMs, before: one.before - border.before },
    );
    return true;
  }

  #close(toMs: number, messages: number): void {
    this.#parts += 1;
    if (this.#first.length === PARTS_SHOWN) return;
    const [from, to] = [new Date(this.#fromMs).toISOString(), new Date(toMs).toISOString()];
    this.#first.push({ from, to, messages });
  }
}

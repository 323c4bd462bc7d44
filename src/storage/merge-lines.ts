import { LINES_AT_ONCE } from './lines.js';

/** Where a merge stands in one of its sources. */
interface Cursor {
  line: string;
  /** False where the next line has to be fetched first. */
  step(): boolean;
  /** False at the end of the source. */
  fetch(): Promise<boolean>;
  close(): Promise<unknown>;
}

/** Merges sources that are each in order of their text into one that is. In memory stands one batch a source. */
export async function* mergeLines(
  sources: readonly AsyncGenerator<readonly string[]>[],
): AsyncGenerator<readonly string[]> {
  const cursors = sources.map(cursorOf);
  try {
    const heap = await openAll(cursors);
    let batch: string[] = [];
    for (let first = heap[0]; first !== undefined; first = heap[0]) {
      batch.push(first.line);
      if (!first.step() && !(await first.fetch())) dropFirst(heap);
      sink(heap);
      if (batch.length === LINES_AT_ONCE) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  } finally {
    await Promise.all(cursors.map((cursor) => cursor.close()));
  }
}

function cursorOf(source: AsyncGenerator<readonly string[]>): Cursor {
  let lines: readonly string[] = [];
  let at = 0;
  const cursor: Cursor = {
    line: '',
    step: () => {
      const next = lines[++at];
      if (next === undefined) return false;
      cursor.line = next;
      return true;
    },
    fetch: async () => {
      do {
        const next = await source.next();
        if (next.done === true) return false;
        lines = next.value;
        at = -1;
      } while (!cursor.step());
      return true;
    },
    close: () => source.return(undefined),
  };
  return cursor;
}

/** A list in order is a heap. */
async function openAll(cursors: readonly Cursor[]): Promise<Cursor[]> {
  const open: Cursor[] = [];
  for (const cursor of cursors) {
    if (await cursor.fetch()) open.push(cursor);
  }
  return open.sort((a, b) => (a.line < b.line ? -1 : 1));
}

function dropFirst(heap: Cursor[]): void {
  const last = heap.pop();
  if (last !== undefined && heap.length > 0) heap[0] = last;
}

/** Lets the first one sink below all that come before it. */
function sink(heap: Cursor[]): void {
  const sinking = heap[0];
  if (sinking === undefined) return;
  let at = 0;
  for (;;) {
    const below = smallerChild(heap, at);
    const child = heap[below];
    if (child === undefined || sinking.line <= child.line) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = sinking;
}

function smallerChild(heap: readonly Cursor[], at: number): number {
  const left = 2 * at + 1;
  const [one, other] = [heap[left], heap[left + 1]];
  return one !== undefined && other !== undefined && other.line < one.line ? left + 1 : left;
}

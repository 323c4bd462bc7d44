/** Batches of at least so many items, in their order; the last one may be shorter. */
export async function* joined<T>(batches: AsyncIterable<readonly T[]>, least: number): AsyncGenerator<readonly T[]> {
  let waiting: T[] = [];
  for await (const batch of batches) {
    waiting.push(...batch);
    if (waiting.length < least) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}

/** Runs tasks of the same key one after another, in the order they came; tasks of different keys do not wait. */
export type Exclusive = <T>(key: string, task: () => Promise<T>) => Promise<T>;

export function createExclusive(): Exclusive {
  const tails = new Map<string, Promise<unknown>>();
  return async (key, task) => {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (tails.get(key) === mine) tails.delete(key);
    }
  };
}

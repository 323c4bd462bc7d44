/** Tasks that run one at a time, in the order they came. One that fails is told to `failed` and holds up nobody. */
export interface Queue {
  add(key: string, task: () => Promise<void>): void;
  /** Keys of the task that runs and of those that wait. */
  keys(): ReadonlySet<string>;
  idle(): Promise<void>;
}

export function createQueue(failed: (key: string, error: unknown) => void): Queue {
  const keys = new Set<string>();
  let tail: Promise<void> = Promise.resolve();
  return {
    add: (key, task) => {
      keys.add(key);
      tail = tail
        .then(task)
        .catch((error: unknown) => failed(key, error))
        .finally(() => keys.delete(key));
    },
    keys: () => new Set(keys),
    idle: () => tail,
  };
}

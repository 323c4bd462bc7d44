/** Tasks that run one at a time, in the order they came. A task answers for its own failure. */
export interface Queue {
  add(key: string, task: () => Promise<void>): void;
  /** Keys of the task that runs and of those that wait. */
  keys(): ReadonlySet<string>;
  idle(): Promise<void>;
}

export function createQueue(): Queue {
  const keys = new Set<string>();
  let tail: Promise<void> = Promise.resolve();
  return {
    add: (key, task) => {
      keys.add(key);
      tail = tail.then(task).finally(() => keys.delete(key));
    },
    keys: () => new Set(keys),
    idle: () => tail,
  };
}

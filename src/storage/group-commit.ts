/** Whatever is asked for while one write is under way shares the next one, and with it its fsync. Order is kept. */
export interface GroupCommit<Item, Result> {
  /** Rejects when the write that took this item along rejects. */
  add(item: Item): Promise<Result>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** `commit` answers one result an item, in the same order; it is never called while an earlier call is under way. */
export function createGroupCommit<Item, Result>(
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let working: Promise<void> | null = null;

  const commitAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await settle(group, commit);
    }
    working = null;
  };
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        working ??= commitAll();
      }),
    idle: async () => {
      await working;
    },
  };
}

async function settle<Item, Result>(
  group: readonly Waiting<Item, Result>[],
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
): Promise<void> {
  try {
    const results = await commit(group.map(({ item }) => item));
    group.forEach(({ resolve }, i) => resolve(results[i] as Result));
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

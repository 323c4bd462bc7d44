import { setImmediate as nextRound } from 'node:timers/promises';

/**
 * Everything that the flow asks of the world waits here, and is let through one at a time in an order that the test chooses. So
 * any interleaving can be had, and had again; and a process can end between any two steps.
 */
export interface Turns {
  /** Does the task when its turn comes. Never answers once the process has ended. */
  take<T>(name: string, task: () => T | Promise<T>): Promise<T>;
  /** How many wait. */
  waiting(): number;
  /** Lets one of those that wait through, the oldest for 0, and all that follows from its answer. */
  step(choice: number): Promise<void>;
  /** Does one more, whose answer nobody hears; then the process has ended. */
  endWithin(choice: number): Promise<void>;
  /** The process ends: nothing that waits is done, and nobody is answered. */
  end(): void;
}

interface Turn {
  readonly name: string;
  /** Does the task; answers how to hand on what came of it. */
  readonly act: () => Promise<() => void>;
}

const NEVER = new Promise<never>(() => undefined);

export function createTurns(): Turns {
  let queue: Turn[] = [];
  let ended = false;

  const next = async (choice: number): Promise<() => void> => {
    const [turn] = queue.splice(choice % Math.max(1, queue.length), 1);
    return (await turn?.act()) ?? (() => undefined);
  };
  const end = (): void => {
    ended = true;
    queue = [];
  };
  return {
    take: <T>(name: string, task: () => T | Promise<T>): Promise<T> => {
      if (ended) return NEVER;
      return new Promise<T>((resolve, reject) => {
        queue.push({ name, act: () => outcomeOf(task, { resolve, reject }) });
      });
    },
    waiting: () => queue.length,
    step: async (choice) => {
      (await next(choice))();
      await nextRound();
    },
    endWithin: async (choice) => {
      await next(choice);
      end();
    },
    end,
  };
}

async function outcomeOf<T>(
  task: () => T | Promise<T>,
  { resolve, reject }: { resolve: (value: T) => void; reject: (error: unknown) => void },
): Promise<() => void> {
  try {
    const value = await task();
    return () => resolve(value);
  } catch (error) {
    return () => reject(error);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../../src/demo/stage.js';
import type { SmallDisk } from '../storage/small-disk.js';
import type { Phase, Trouble } from './points.js';

/** Ten minutes, a second for each. */
const OUTAGE_MS = 10_000;

/** Enough room for the bot to take a command: it wants 64 MB free before it scans. */
export const DISK_KB = 80 * 1_024;

/** So much of it is left to a run: then it is full within a moment. */
const LEFT_BYTES = 512 * 1_024;

/** One in so many answers of Webex's is a 502. */
const FAILING = { share: 0.3, status: 502 };

/** What was said in chat may be lost where Webex fails, and somebody has to say it again: so it fails at runs only. */
const OF_A_RUN: ReadonlySet<Phase> = new Set<Phase>(['batch', 'canary', 'verify', 'report']);

/** What goes wrong in a life, beside its deaths. */
export interface Ordeal {
  /** The bot is up, and its next death lies in this phase. */
  begin(phase: Phase): Promise<void>;
  /** The run is halfway. */
  halfway(): Promise<void>;
  /** The bot is dead; it is started in fair weather. */
  relent(): Promise<void>;
}

export function ordealOf(trouble: Trouble, stage: Stage, disk: SmallDisk | null): Ordeal {
  const { webex } = stage;
  const nothing = (): Promise<void> => Promise.resolve();
  switch (trouble) {
    case 'none':
      return { begin: nothing, halfway: nothing, relent: nothing };
    case 'failing':
      return {
        begin: async (phase) => {
          if (OF_A_RUN.has(phase)) await webex.set({ randomFailure: FAILING });
        },
        halfway: nothing,
        relent: async () => {
          await webex.set({ randomFailure: { ...FAILING, share: 0 } });
        },
      };
    case 'outage':
      return { begin: nothing, halfway: () => outage(stage), relent: nothing };
    case 'full-disk':
      return {
        begin: async (phase) => {
          if (OF_A_RUN.has(phase)) await disk?.fill(LEFT_BYTES);
        },
        halfway: async () => disk?.fill(),
        relent: async () => disk?.makeRoom(),
      };
  }
}

/** Webex answers nobody, and whatever stood open breaks; then all is well again. */
export async function outage({ webex }: Stage): Promise<void> {
  await webex.addFault({ match: { pathPattern: '^/v1/' }, status: 503 });
  await webex.dropSockets();
  await sleep(OUTAGE_MS);
  await webex.clearFaults();
}

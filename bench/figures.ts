import { measureDeletion, type DeletionFigures } from './deletion.js';
import { measureLimit, type LimitFigures } from './limits.js';
import { startOrg } from './org.js';
import { measureScan, measureScanCeiling, measureSequentialScan, type ScanFigures } from './scan.js';

const LATENCY_MS = 40;

/** One measurement, as it is asked for on the command line of a process of its own. */
export type Task =
  | { readonly kind: 'speed'; readonly events: number; readonly spaces: number; readonly deletes: boolean }
  | { readonly kind: 'limit'; readonly perSecond: number; readonly seconds: number };

export interface SpeedFigures {
  readonly kind: 'speed';
  readonly scan: ScanFigures;
  /** Events a second. */
  readonly sequential: number;
  readonly ceiling: number;
  readonly deletion: DeletionFigures | null;
}

export type Figures = SpeedFigures | ({ readonly kind: 'limit' } & LimitFigures);

export async function measure(task: Task): Promise<Figures> {
  const org =
    task.kind === 'speed' ? await startOrg(task.events, LATENCY_MS, task.spaces) : await startOrg(0, LATENCY_MS);
  try {
    if (task.kind === 'limit') return { kind: 'limit', ...(await measureLimit(org, task.perSecond, task.seconds)) };
    const scanned = await measureScan(org);
    const sequential = await measureSequentialScan(org);
    const ceiling = await measureScanCeiling(org);
    const deletion = task.deletes ? await measureDeletion(org, scanned) : null;
    await scanned.clean();
    return { kind: 'speed', scan: scanned.figures, sequential, ceiling, deletion };
  } finally {
    await org.simulator.stop();
  }
}

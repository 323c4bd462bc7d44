import { wrongClock } from './clock-check.js';
import { Halt } from './halt.js';
import { opensAt } from './purge-hours.js';
import { waits } from './run-waits.js';
import type { Work } from './work.js';

/** The time may be corrected while we wait, so a long wait is cut into looks, ms. */
const LONGEST_WAIT_MS = 60_000;

/** Before every batch: throws a Halt where the run may not go on, and waits for the hours in which it may. */
export async function mayGoOn(work: Work): Promise<void> {
  await refuseToGoOn(work);
  if (closedUntil(work) === null) return;
  const wait = await waits(work, { for: 'hours', until: closedUntil(work) });
  await untilOpen(work);
  await wait.over();
  await refuseToGoOn(work);
}

async function refuseToGoOn({ parts, worker }: Work): Promise<void> {
  worker.controller.signal.throwIfAborted();
  if (await parts.files.stopFileStands()) throw new Halt({ kind: 'stop-file' });
  const skewMs = wrongClock(parts.clock);
  if (skewMs !== null) throw new Halt({ kind: 'clock', skewMs });
}

async function untilOpen(work: Work): Promise<void> {
  const { clock } = work.parts;
  for (let until = closedUntil(work); until !== null; until = closedUntil(work)) {
    await clock.wait(Math.min(until - clock.now(), LONGEST_WAIT_MS), work.worker.controller.signal);
  }
}

/** In ms since the epoch; null while the hours last, or where there are none. */
function closedUntil({ parts: { purgeHours, clock } }: Work): number | null {
  return purgeHours === null ? null : opensAt(purgeHours, clock.now());
}

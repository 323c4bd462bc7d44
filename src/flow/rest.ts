import type { Clock } from '../ports.js';

/** Waits, or until the signal aborts: whoever was waiting looks for itself what comes next. */
export async function rest(clock: Pick<Clock, 'wait'>, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.wait(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

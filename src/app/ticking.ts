import type { Workflow } from '../flow/workflow.js';
import type { Log } from '../ports.js';

/** How often we look for what has fallen due, ms. */
const TICK_MS = 1_000;

/** Looks each second for what is due; a look that takes longer is not begun twice. Answers how to end it. */
export function keepTicking(workflow: Workflow, log: Log): () => Promise<void> {
  let looking: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    looking = workflow
      .tick()
      .catch((error: unknown) => log.error('looking for what is due failed', { error }))
      .finally(() => (busy = false));
  }, TICK_MS);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

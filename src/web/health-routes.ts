import { Router } from 'express';
import type { Log } from '../ports.js';

/** Why the bot cannot do its work now, in plain words; empty when it can. */
export type Readiness = () => Promise<readonly string[]>;

/** For machines: `/healthz` says that the process lives, `/readyz` that it can do its work. */
export function healthRoutes(parts: { readonly readiness: Readiness; readonly log: Log }): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'up' }));
  router.get('/readyz', async (_request, response) => {
    const reasons = await reasonsNow(parts);
    response.status(reasons.length === 0 ? 200 : 503).json({ ready: reasons.length === 0, reasons });
  });
  return router;
}

/** A check that fails is a reason too. */
export async function reasonsNow(parts: {
  readonly readiness: Readiness;
  readonly log: Log;
}): Promise<readonly string[]> {
  try {
    return await parts.readiness();
  } catch (error) {
    parts.log.error('readiness.failed', { error });
    return ['the checks themselves failed; the log has the details'];
  }
}

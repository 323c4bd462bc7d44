import { Router } from 'express';
import type { Exposition } from '../ports.js';

/** `/metrics` in Prometheus's text format; it holds neither names nor ids. */
export function metricsRoutes({ metrics }: { readonly metrics: Exposition }): Router {
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    const text = await metrics.text();
    response.set('Content-Type', metrics.contentType).send(text);
  });
  return router;
}

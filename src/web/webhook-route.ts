import express, { Router, type Request, type Response } from 'express';
import type { Json } from '../model.js';
import type { Log } from '../ports.js';
import type { Secret } from '../secret.js';
import { limitPerMinute, WEBHOOK_LIMIT } from './limits.js';
import { startingPage } from './pages.js';
import type { Show } from './show.js';
import { isSigned } from './webhook-signature.js';

/** Webex's envelopes are some two kilobytes; they carry ids, no content. */
const LARGEST_BODY = '256kb';

export interface WebhookReceiving {
  /** WEBHOOK_SECRET. */
  readonly secret: Secret<'webhook secret'>;
  /** Takes a signed body as JSON and works on it later; false while nobody can take it. */
  readonly take: (envelope: Json) => boolean;
  /** Told of each delivery that is refused for its signature, to count it. */
  readonly refused: () => void;
}

export interface WebhookRouteParts {
  readonly webhook: WebhookReceiving;
  readonly show: Show;
  readonly log: Log;
}

/**
 * `POST /webhook`. Nothing of a body is parsed before its signature is found right over the bytes as they came, whatever
 * type they claim. The answer comes before the work: Webex switches a webhook off that is not answered in time.
 */
export function webhookRoute(parts: WebhookRouteParts): Router {
  const router = Router();
  const bytes = express.raw({ type: () => true, limit: LARGEST_BODY, inflate: false });
  router.post('/webhook', limitPerMinute(WEBHOOK_LIMIT, parts.show), bytes, (request, response) => {
    const body = bodyOf(request);
    if (isSigned(request.headers, body, parts.webhook.secret)) {
      receive(parts, body, response);
      return;
    }
    parts.webhook.refused();
    parts.log.warn('webhook.refused', { bytes: body.length });
    response.status(401).end();
  });
  return router;
}

function receive({ webhook, show, log }: WebhookRouteParts, body: Buffer, response: Response): void {
  const envelope = parsed(body);
  if (envelope === undefined) {
    log.warn('webhook.unreadable', { bytes: body.length });
    response.status(400).end();
  } else if (webhook.take(envelope)) {
    response.status(204).end();
  } else {
    show(response.set('Retry-After', '5'), startingPage);
  }
}

/** A request without a body leaves none. */
function bodyOf(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function parsed(body: Buffer): Json | undefined {
  try {
    return JSON.parse(body.toString()) as Json;
  } catch {
    return undefined;
  }
}

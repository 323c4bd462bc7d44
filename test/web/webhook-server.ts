import { createHmac } from 'node:crypto';
import { request as send, type Dispatcher } from 'undici';
import { onTestFinished } from 'vitest';
import { createMetrics } from '../../src/metrics.js';
import { Secret } from '../../src/secret.js';
import { createWebServer } from '../../src/web/server.js';
import type { WebhookReceiving } from '../../src/web/webhook-route.js';
import { recordingLog } from '../http/test-parts.js';

export const SECRET = 'a secret of some length';

export type Body = string | Buffer | null;
export type Headers = Readonly<Record<string, string>>;

/** The whole server on loopback with what it hands deliveries to; stopped when the test ends. */
export async function webhookServer({
  take,
  publicUrl = 'http://localhost:5000',
}: {
  take: WebhookReceiving['take'];
  publicUrl?: string;
}) {
  const log = recordingLog();
  const refused = { count: 0 };
  const server = createWebServer({
    port: 0,
    host: '127.0.0.1',
    publicUrl,
    trustProxy: null,
    desk: () => null,
    webhook: { secret: new Secret('webhook secret', SECRET), take, refused: () => void (refused.count += 1) },
    readiness: () => Promise.resolve([]),
    status: () => Promise.resolve(null),
    metrics: createMetrics({ standing: () => Promise.resolve(null), deafForMs: () => 0 }),
    log,
  });
  onTestFinished(() => server.stop());
  const { port } = await server.start();
  return { url: `http://127.0.0.1:${String(port)}/webhook`, log, refused };
}

export interface Delivery {
  readonly body: Body;
  readonly headers: Headers;
}

/** `through`: another way to the server than the usual one, such as from another address. */
export async function deliver(url: string | URL, { body, headers }: Delivery, through?: Dispatcher) {
  const way = through === undefined ? {} : { dispatcher: through };
  const answer = await send(url, { method: 'POST', body, headers, ...way });
  return { status: answer.statusCode, text: await answer.body.text() };
}

/** As Webex signs: hex of the HMAC over the bytes of the body. */
export function signed(body: string | Buffer, secret = SECRET, algorithm = 'sha1'): Record<string, string> {
  return { 'x-spark-signature': createHmac(algorithm, secret).update(body).digest('hex') };
}

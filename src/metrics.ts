import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { createGauges, type Standing } from './metrics/gauges.js';
import type { Outcome } from './model.js';
import type { Exposition } from './ports.js';

/** What happened, counted where it happens. No label ever holds a name, an address or an id. */
export interface Counting {
  /** One answer of Webex's, or `none` where the connection was lost. `endpoint` is a kind, such as `events`. */
  request(answer: { readonly method: string; readonly endpoint: string; readonly status: number | 'none' }): void;
  /** How long a 429 asked to wait, ms. */
  limited(waitMs: number): void;
  outcome(outcome: Outcome): void;
  eventsRead(type: 'created' | 'deleted', count: number): void;
  /** A webhook delivery without a right signature. */
  deliveryRefused(): void;
}

export interface Metrics extends Exposition {
  readonly counting: Counting;
}

/** Asked at each look. */
export interface Sources {
  /** Null while the bot is starting. */
  readonly standing: () => Promise<Standing | null>;
  /** For how long nothing has been heard from Webex, ms; 0 while the bot hears. */
  readonly deafForMs: () => number;
}

/** One registry for each app. */
export function createMetrics({ standing, deafForMs }: Sources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counting = createCounters(registry);
  const show = createGauges(registry);
  const deaf = new Gauge({
    name: 'purge_bot_deaf_seconds',
    help: 'Seconds since the bot last heard from Webex; 0 while it hears',
    registers: [registry],
  });
  return {
    counting,
    contentType: registry.contentType,
    text: async () => {
      show(await standing());
      deaf.set(deafForMs() / 1_000);
      return registry.metrics();
    },
  };
}

const OUTCOMES: readonly Outcome[] = ['deleted', 'already-gone', 'held', 'denied', 'locked', 'failed', 'not-attempted'];

function createCounters(registry: Registry): Counting {
  const registers = [registry];
  const requests = new Counter({
    name: 'purge_bot_webex_requests_total',
    help: 'Requests to Webex by method, kind of endpoint and status; status none: no answer came',
    labelNames: ['method', 'endpoint', 'status'] as const,
    registers,
  });
  const limited = new Counter({
    name: 'purge_bot_webex_limited_seconds_total',
    help: 'Seconds that answers with status 429 asked to wait',
    registers,
  });
  const messages = new Counter({
    name: 'purge_bot_messages_total',
    help: 'Messages of approved purges by outcome',
    labelNames: ['outcome'] as const,
    registers,
  });
  const events = new Counter({
    name: 'purge_bot_scan_events_total',
    help: 'Message events read from Webex by type',
    labelNames: ['type'] as const,
    registers,
  });
  const refused = new Counter({
    name: 'purge_bot_webhooks_refused_total',
    help: 'Webhook deliveries without a right signature',
    registers,
  });
  // A rate can be taken only of what was once shown as 0.
  for (const outcome of OUTCOMES) messages.inc({ outcome }, 0);
  return {
    request: ({ method, endpoint, status }) => requests.inc({ method, endpoint, status: String(status) }),
    limited: (waitMs) => limited.inc(waitMs / 1_000),
    outcome: (outcome) => messages.inc({ outcome }),
    eventsRead: (type, count) => events.inc({ type }, count),
    deliveryRefused: () => refused.inc(),
  };
}

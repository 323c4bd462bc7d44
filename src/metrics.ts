import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
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

/** How things stand when somebody looks. Null: there is none. */
export interface Standing {
  readonly connected: boolean;
  readonly requestsOpen: number;
  readonly purgesRunning: number;
  readonly officersSignedIn: number;
  /** How long the sign-in that ends first still lasts, ms. */
  readonly nearestSignInEndMs: number | null;
  /** Since the newest complete scan began, ms. */
  readonly sinceLastScanMs: number | null;
}

export interface Metrics extends Exposition {
  readonly counting: Counting;
}

const DAY_MS = 86_400_000;

/**
 * One registry for each app.
 * @param standing asked at each look; null while the bot is starting.
 */
export function createMetrics(standing: () => Promise<Standing | null>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counting = createCounters(registry);
  const show = createGauges(registry);
  return {
    counting,
    contentType: registry.contentType,
    text: async () => {
      show(await standing());
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

/** What is not known is left out rather than shown as a number that means nothing. */
function createGauges(registry: Registry): (now: Standing | null) => void {
  const shows = GAUGES.map(({ name, help, value }) => {
    const gauge = new Gauge({ name, help, registers: [registry], labelNames: [] });
    return (now: Standing | null): void => {
      const shown = now === null ? null : value(now);
      if (shown === null) gauge.remove();
      else gauge.set(shown);
    };
  });
  return (now) => {
    for (const show of shows) show(now);
  };
}

interface GaugeForm {
  readonly name: string;
  readonly help: string;
  readonly value: (now: Standing) => number | null;
}

const GAUGES: readonly GaugeForm[] = [
  {
    name: 'purge_bot_connected',
    help: '1 while the websocket stands, or the webhooks are active; else 0',
    value: ({ connected }) => (connected ? 1 : 0),
  },
  {
    name: 'purge_bot_requests_open',
    help: 'Requests that wait for a decision',
    value: ({ requestsOpen }) => requestsOpen,
  },
  { name: 'purge_bot_purges_running', help: 'Purges under way', value: ({ purgesRunning }) => purgesRunning },
  {
    name: 'purge_bot_officers_signed_in',
    help: 'Officers whose sign-in the bot holds',
    value: ({ officersSignedIn }) => officersSignedIn,
  },
  {
    name: 'purge_bot_sign_in_days_left',
    help: 'Days until the sign-in that ends first ends, if it is not used again',
    value: ({ nearestSignInEndMs: left }) => (left === null ? null : left / DAY_MS),
  },
  {
    name: 'purge_bot_last_scan_age_seconds',
    help: 'Seconds since the newest complete scan began',
    value: ({ sinceLastScanMs: age }) => (age === null ? null : age / 1_000),
  },
];

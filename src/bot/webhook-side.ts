import type { HttpClient } from '../http/client.js';
import type { InboxHandlers, Log, SeenDeliveries } from '../ports.js';
import type { BotToken, Secret } from '../secret.js';
import { createDeliveries } from './deliveries.js';
import { setWebhooksRight } from './own-webhooks.js';
import type { BotRest } from './rest.js';
import type { Learn } from './missed.js';
import { createWebhookRest } from './webhook-rest.js';
import { createWebhookWatch } from './webhook-watch.js';

export interface WebhookOptions {
  /** `PUBLIC_URL/webhook`. */
  readonly url: string;
  readonly secret: Secret<'webhook secret'>;
  readonly seen: SeenDeliveries;
}

interface WebhookSideParts {
  readonly options: WebhookOptions;
  readonly http: HttpClient;
  readonly token: BotToken;
  readonly rest: BotRest;
  readonly learn: Learn;
  readonly hand: (give: (handlers: InboxHandlers) => Promise<void>) => void;
  readonly log: Log;
}

/** Hearing by webhook instead of the websocket. */
export interface WebhookSide {
  /** Takes an envelope whose signature was found right. */
  receive(envelope: unknown): void;
  /** From now on what was delivered is handed over. Rejects where Webex refuses the webhooks or is not reached. */
  start(): Promise<void>;
  /** The webhooks stay: the next start uses them again. */
  stop(): Promise<void>;
  /** Whether both webhooks were active when last looked at. */
  active(): boolean;
}

export function createWebhookSide({ options, http, token, rest, learn, hand, log }: WebhookSideParts): WebhookSide {
  const deliveries = createDeliveries({
    seen: options.seen,
    fetchMessage: (messageId, bot) => learn(() => rest.fetchIncoming(messageId, bot)),
    hand,
    log,
  });
  const own = { rest: createWebhookRest({ http, token }), targetUrl: options.url, secret: options.secret, log };
  const watch = createWebhookWatch({ setRight: (how) => setWebhooksRight(own, how), log });
  return {
    receive: (envelope) => deliveries.receive(envelope),
    start: async () => {
      const bot = await rest.me();
      await watch.start();
      deliveries.open(bot);
    },
    stop: () => {
      deliveries.close();
      return watch.stop();
    },
    active: () => watch.active(),
  };
}

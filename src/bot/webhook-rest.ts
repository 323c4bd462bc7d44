import { z } from 'zod';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/client.js';
import { pages } from '../http/pages.js';
import type { BotToken, Secret } from '../secret.js';
import { shaped } from './shaped.js';

/** The most that Webex gives at once. A bot has a handful; further pages are followed all the same. */
const PAGE = 100;

const WEBHOOK = z.object({
  id: z.string(),
  name: z.string().default(''),
  targetUrl: z.string().default(''),
  resource: z.string(),
  event: z.string(),
  filter: z.string().optional(),
  /** `active`, or `inactive` once Webex has switched it off. */
  status: z.string().optional(),
});

export type Webhook = z.infer<typeof WEBHOOK>;

export interface WantedWebhook {
  readonly name: string;
  readonly targetUrl: string;
  readonly resource: string;
  readonly event: string;
  readonly secret: Secret<'webhook secret'>;
}

/** The webhooks of the bot's token, other apps' included. Errors are those of the HTTP client. */
export interface WebhookRest {
  list(): Promise<readonly Webhook[]>;
  create(wanted: WantedWebhook): Promise<Webhook>;
  /** Name, address and secret; and on again where it was switched off. Webex changes nothing else of a webhook. */
  correct(id: string, wanted: WantedWebhook): Promise<Webhook>;
  /** Already gone is fine. */
  remove(id: string): Promise<void>;
}

export function createWebhookRest({ http, token }: { http: HttpClient; token: BotToken }): WebhookRest {
  const send = (request: HttpRequest): Promise<HttpAnswer> => http.send(request, token);
  return {
    list: async () => {
      const found: Webhook[] = [];
      for await (const items of pages({ send, path: '/webhooks', query: { max: PAGE } })) {
        found.push(...items.map(webhookIn));
      }
      return found;
    },
    create: async ({ resource, event, ...rest }) =>
      read(await send({ method: 'POST', path: '/webhooks', json: { resource, event, ...changeable(rest) } })),
    correct: async (id, wanted) =>
      read(await send({ method: 'PUT', path: pathOf(id), json: { ...changeable(wanted), status: 'active' } })),
    remove: async (id) => {
      await send({ method: 'DELETE', path: pathOf(id), accept: [404] });
    },
  };
}

function changeable({ name, targetUrl, secret }: Pick<WantedWebhook, 'name' | 'targetUrl' | 'secret'>) {
  return { name, targetUrl, secret: secret.reveal() };
}

function pathOf(id: string): string {
  return `/webhooks/${encodeURIComponent(id)}`;
}

function read(answer: HttpAnswer): Webhook {
  return webhookIn(answer.json());
}

function webhookIn(said: unknown): Webhook {
  return shaped(said, WEBHOOK, 'a webhook');
}

import { z } from 'zod';
import { OddAnswerError } from '../errors.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/client.js';
import type { BotToken, Secret } from '../secret.js';

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
const WEBHOOKS = z.object({ items: z.array(WEBHOOK) });

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
      let next: string | null = `/webhooks?max=${String(PAGE)}`;
      while (next !== null) {
        const answer: HttpAnswer = await send({ method: 'GET', path: next });
        found.push(...read(answer, WEBHOOKS).items);
        next = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(answer.headers['link'] ?? '')?.[1] ?? null;
      }
      return found;
    },
    create: async ({ resource, event, ...rest }) =>
      read(await send({ method: 'POST', path: '/webhooks', json: { resource, event, ...changeable(rest) } }), WEBHOOK),
    correct: async (id, wanted) =>
      read(await send({ method: 'PUT', path: pathOf(id), json: { ...changeable(wanted), status: 'active' } }), WEBHOOK),
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

function read<Shape extends z.ZodType>(answer: HttpAnswer, shape: Shape): z.infer<Shape> {
  const parsed = shape.safeParse(answer.json());
  if (parsed.success) return parsed.data;
  throw new OddAnswerError('Webex described a webhook in an unknown form', { cause: parsed.error });
}

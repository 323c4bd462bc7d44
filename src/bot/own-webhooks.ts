import type { Log } from '../ports.js';
import type { Secret } from '../secret.js';
import type { WantedWebhook, Webhook, WebhookRest } from './webhook-rest.js';

/**
 * What we ask to be told. Without filters: what is said or clicked outside the admin space is answered too, namely that
 * the bot does not serve that space. In a group space Webex tells a bot only of messages that mention it.
 */
const WANTED = [
  { resource: 'messages', event: 'created' },
  { resource: 'attachmentActions', event: 'created' },
] as const;

export interface OwnWebhooksParts {
  readonly rest: WebhookRest;
  /** `PUBLIC_URL/webhook`. */
  readonly targetUrl: string;
  readonly secret: Secret<'webhook secret'>;
  readonly log: Log;
}

/**
 * Sees to it that exactly our two webhooks stand. Other apps' on the same token are left alone: ours are known by their
 * names, or by leading to our own address.
 * @param renew sets right what seems right, too: Webex need not tell with which secret a webhook signs.
 * @returns whether both are active now.
 */
export async function setWebhooksRight(parts: OwnWebhooksParts, { renew }: { renew: boolean }): Promise<boolean> {
  const own = (await parts.rest.list()).filter((webhook) => isOwn(webhook, parts.targetUrl));
  const standing: Webhook[] = [];
  for (const wanted of wantedBy(parts)) {
    const found = own.find((webhook) => serves(webhook, wanted));
    standing.push(await putRight(parts, wanted, { found, renew }));
  }
  await removeOthers(parts, own, standing);
  return standing.every(({ status }) => status === 'active');
}

function wantedBy({ targetUrl, secret }: OwnWebhooksParts): readonly WantedWebhook[] {
  return WANTED.map((asked) => ({ ...asked, name: nameOf(asked), targetUrl, secret }));
}

function nameOf({ resource, event }: { resource: string; event: string }): string {
  return `webex-purge-bot ${resource} ${event}`;
}

function isOwn(webhook: Webhook, targetUrl: string): boolean {
  return webhook.targetUrl === targetUrl || WANTED.some((asked) => nameOf(asked) === webhook.name);
}

/** What Webex cannot change of a webhook has to be right from the first. */
function serves({ resource, event, filter }: Webhook, wanted: WantedWebhook): boolean {
  return resource === wanted.resource && event === wanted.event && filter === undefined;
}

async function putRight(
  { rest, log }: OwnWebhooksParts,
  wanted: WantedWebhook,
  { found, renew }: { found: Webhook | undefined; renew: boolean },
): Promise<Webhook> {
  const { resource } = wanted;
  if (found === undefined) {
    log.info('webhook.made', { resource });
    return rest.create(wanted);
  }
  const right = found.status === 'active' && found.name === wanted.name && found.targetUrl === wanted.targetUrl;
  if (right && !renew) return found;
  if (!right) log.warn('webhook.corrected', { resource, was: found.status });
  return rest.correct(found.id, wanted);
}

/** A second one of ours would tell everything twice. */
async function removeOthers({ rest, log }: OwnWebhooksParts, own: readonly Webhook[], kept: readonly Webhook[]) {
  for (const { id, resource } of own) {
    if (kept.some((webhook) => webhook.id === id)) continue;
    log.warn('webhook.removed', { resource });
    await rest.remove(id);
  }
}

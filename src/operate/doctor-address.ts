import { createWebhookRest, type Webhook } from '../bot/webhook-rest.js';
import type { Config } from '../config.js';
import { isLoopback } from '../configuration/parsers.js';
import { fault, fine, warning, type Finding } from './doctor-finding.js';
import type { DoctorNetwork } from './doctor-network.js';
import { isOurs, look } from './doctor-process.js';

interface AddressParts {
  readonly config: Config;
  readonly network: DoctorNetwork;
  /** Whether the bot runs on this machine, so that its pages ought to answer. */
  readonly running: boolean;
}

/** Do officers, and Webex where it calls us, find the way to PUBLIC_URL? It can only be tried while the bot runs. */
export async function checkAddress({ config: { web }, network, running }: AddressParts): Promise<readonly Finding[]> {
  if (!running) return [];
  if (isOurs(await look(`${web.publicUrl}/healthz`, network.dispatcher))) {
    return [fine('address', `${web.publicUrl} leads to the bot.`)];
  }
  const says = `${web.publicUrl} does not lead to the bot, seen from this machine.`;
  const todo = 'Check DNS, the proxy in front and the firewall; PUBLIC_URL has to reach HOST and PORT.';
  return [web.webhookSecret === null ? warning('address', says, todo) : fault('address', says, todo)];
}

/** The two that the bot keeps while WEBHOOK_SECRET is set. */
const WANTED = ['messages', 'attachmentActions'];

export async function checkWebhooks({ config, network, running }: AddressParts): Promise<readonly Finding[]> {
  const { web, webex, botToken } = config;
  if (web.webhookSecret === null) return [];
  if (isLoopback(new URL(web.publicUrl).hostname) && !isLoopback(new URL(webex.apiUrl).hostname)) {
    const todo = 'Set PUBLIC_URL to an address that Webex can call, or remove WEBHOOK_SECRET to use the websocket.';
    return [fault('webhooks', 'Webex cannot call a PUBLIC_URL on loopback, so no webhook arrives.', todo)];
  }
  const all = await createWebhookRest({ http: network.http, token: botToken }).list();
  const own = all.filter(({ targetUrl }) => targetUrl === `${web.publicUrl}/webhook`);
  return WANTED.map((resource) => checkWebhook(resource, own, running));
}

function checkWebhook(resource: string, own: readonly Webhook[], running: boolean): Finding {
  const found = own.find((webhook) => webhook.resource === resource && webhook.event === 'created');
  if (found === undefined) {
    const says = `Webex has no webhook for ${resource} to PUBLIC_URL/webhook.`;
    if (running) return fault('webhooks', says, 'Restart the bot, which makes it; its log says where that fails.');
    return warning('webhooks', says, 'The bot makes it when it starts.');
  }
  if (found.status === 'active') return fine('webhooks', `The webhook for ${resource} is active.`);
  const says = `Webex has switched the webhook for ${resource} off, as it does after many failed deliveries.`;
  return fault('webhooks', says, 'See that Webex reaches PUBLIC_URL/webhook; a running bot then switches it on again.');
}

import { badRequest, notFound } from './api-error.js';
import { idParam, pageSize, requiredText, textField } from './call.js';
import type { AuthorisedCall } from './call.js';
import type { Webhook } from './model.js';
import { offsetPage } from './paging.js';
import { json, noContent } from './reply.js';
import type { Reply } from './reply.js';
import { webhookView } from './views.js';

const RESOURCES = new Set(['all', 'attachmentActions', 'memberships', 'messages', 'rooms']);

export function listWebhooks(call: AuthorisedCall): Reply {
  const own = [...call.org.webhooks.values()].filter((webhook) => webhook.owner === call.caller);
  return offsetPage(call, own.map(webhookView), pageSize(call.query, 100, 100));
}

export function getWebhook(call: AuthorisedCall): Reply {
  return json(webhookView(find(call)));
}

export function createWebhook(call: AuthorisedCall): Reply {
  const { org, body, caller } = call;
  const resource = requiredText(body, 'resource');
  if (!RESOURCES.has(resource)) throw badRequest(`Unknown webhook resource: ${resource}`);
  const filter = textField(body, 'filter');
  const secret = textField(body, 'secret');
  const webhook: Webhook = {
    uuid: org.newUuid(),
    owner: caller,
    name: requiredText(body, 'name'),
    targetUrl: requiredText(body, 'targetUrl'),
    resource,
    event: requiredText(body, 'event'),
    ...(filter === undefined ? {} : { filter }),
    ...(secret === undefined ? {} : { secret }),
    status: 'active',
    created: org.clock.now(),
    failures: [],
  };
  org.webhooks.set(webhook.uuid, webhook);
  return json(webhookView(webhook));
}

/** A disabled webhook is armed again by status=active, never by itself. */
export function updateWebhook(call: AuthorisedCall): Reply {
  const webhook = find(call);
  webhook.name = requiredText(call.body, 'name');
  webhook.targetUrl = requiredText(call.body, 'targetUrl');
  const secret = textField(call.body, 'secret');
  if (secret !== undefined) webhook.secret = secret;
  if (call.body.status === 'active') {
    webhook.status = 'active';
    webhook.failures = [];
  }
  return json(webhookView(webhook));
}

export function deleteWebhook(call: AuthorisedCall): Reply {
  call.org.webhooks.delete(find(call).uuid);
  return noContent;
}

function find(call: AuthorisedCall): Webhook {
  const webhook = call.org.webhooks.get(idParam('WEBHOOK', call.params.id));
  if (webhook?.owner !== call.caller) throw notFound('webhook');
  return webhook;
}

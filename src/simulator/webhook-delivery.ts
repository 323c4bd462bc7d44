import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { concerns } from './happenings.js';
import type { Happening } from './happenings.js';
import { publicId } from './ids.js';
import type { CardAction, Person, Webhook } from './model.js';
import type { Org } from './org.js';
import { actionView, iso, membershipView, messagePlace, webhookView } from './views.js';

/** Webhooks guide: disabled when so many deliveries within five minutes fail. */
const MAX_FAILURES = 100;
const FAILURE_SPAN_MS = 300_000;
const DELIVERY_TIMEOUT_MS = 5000;
/** The firehose covers these; card submissions need a webhook of their own (Webhooks guide). */
const FIREHOSE = new Set(['memberships', 'messages', 'rooms']);

/** Passes on what happens to every webhook that asked for it. */
export function deliverWebhooks(org: Org): void {
  org.observers.push((happening) => {
    for (const webhook of org.webhooks.values()) {
      if (isWanted(org, webhook, happening)) void deliver(org, webhook, envelope(webhook, happening, org));
    }
  });
}

export function cardAuthor(org: Org, action: CardAction): Person | undefined {
  return org.messages.find(action.messageUuid)?.author;
}

function isWanted(org: Org, webhook: Webhook, happening: Happening): boolean {
  const resourceFits =
    webhook.resource === 'all' ? FIREHOSE.has(happening.resource) : webhook.resource === happening.resource;
  return (
    webhook.status === 'active' &&
    resourceFits &&
    (webhook.event === 'all' || webhook.event === happening.event) &&
    !(happening.resource === 'messages' && happening.event === 'updated') &&
    concerns(webhook.owner, happening, (action) => cardAuthor(org, action)) &&
    passesFilter(webhook, metadata(happening))
  );
}

/** `filter` is a query: every name in it must have that value in the data. */
function passesFilter(webhook: Webhook, data: Record<string, unknown>): boolean {
  return [...new URLSearchParams(webhook.filter ?? '')].every(([name, value]) => data[name] === value);
}

/** Only metadata: the receiver fetches content with its own token. */
function metadata(happening: Happening): Record<string, unknown> {
  switch (happening.resource) {
    case 'messages':
      return { ...messagePlace(happening.message), created: iso(happening.message.created) };
    case 'attachmentActions': {
      const data = actionView(happening.action);
      Reflect.deleteProperty(data, 'inputs');
      return data;
    }
    case 'memberships':
      return membershipView(happening.membership, happening.room, happening.person);
  }
}

function envelope(webhook: Webhook, happening: Happening, org: Org): Record<string, unknown> {
  const view = webhookView(webhook);
  Reflect.deleteProperty(view, 'secret');
  return {
    ...view,
    resource: happening.resource,
    event: happening.event,
    status: 'active',
    created: org.clock.iso(),
    actorId: publicId('PEOPLE', happening.actor.uuid),
    data: metadata(happening),
  };
}

async function deliver(org: Org, webhook: Webhook, content: Record<string, unknown>): Promise<void> {
  const body = org.settings.oddWebhookBodies ? oddJson(content) : JSON.stringify(content);
  const signature =
    webhook.secret === undefined
      ? {}
      : { 'X-Spark-Signature': createHmac('sha1', webhook.secret).update(body).digest('hex') };
  try {
    const answer = await request(webhook.targetUrl, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', ...signature },
      headersTimeout: DELIVERY_TIMEOUT_MS,
    });
    await answer.body.dump();
    if (answer.statusCode >= 300) countFailure(org, webhook);
  } catch {
    countFailure(org, webhook);
  }
}

function countFailure(org: Org, webhook: Webhook): void {
  const now = org.clock.now();
  webhook.failures = [...webhook.failures.filter((at) => at > now - FAILURE_SPAN_MS), now];
  if (webhook.failures.length >= MAX_FAILURES) webhook.status = 'inactive';
}

/** The same JSON in bytes that parsing and writing again would not give back. */
function oddJson(content: unknown): string {
  return JSON.stringify(content, null, 1).replace(
    /[@é]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

import type Framework from 'webex-node-bot-framework';
import type { FrameworkSdk, SdkWebhook } from 'webex-node-bot-framework';

/** What the framework sees of Webex's webhooks: none, and each that it makes is made. */
const NO_WEBHOOKS = {
  list: () => Promise.resolve({ items: [] }),
  create: (webhook: SdkWebhook) => Promise.resolve(webhook),
  remove: () => Promise.resolve(),
};

/**
 * Lets the framework start in its webhook mode, and so without a websocket, while it touches no webhook. By itself it would
 * remove and make some at each start and stop, a firehose of every event among them. It takes its SDK at the start, so we
 * wait for that at the property.
 */
export function keepFromWebhooks(framework: Framework): void {
  let sdk: FrameworkSdk = framework.webex;
  Object.defineProperty(framework, 'webex', {
    configurable: true,
    enumerable: true,
    get: () => sdk,
    set: (taken: FrameworkSdk) => {
      sdk = taken;
      if (taken.webhooks !== undefined) Object.assign(taken.webhooks, NO_WEBHOOKS);
    },
  });
}

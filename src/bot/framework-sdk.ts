import type Framework from 'webex-node-bot-framework';
import type { FrameworkSdk, SdkSource, SdkWebhook } from 'webex-node-bot-framework';

/** What the framework sees of Webex's webhooks: none, and each that it makes is made. */
const NO_WEBHOOKS = {
  list: () => Promise.resolve({ items: [] }),
  create: (webhook: SdkWebhook) => Promise.resolve(webhook),
  remove: () => Promise.resolve(),
};

/**
 * Lets the framework start in its webhook mode, and so without a websocket, while it touches no webhook. By itself it would
 * remove and make some at each start and stop, a firehose of every event among them.
 */
export function keepFromWebhooks(framework: Framework): void {
  whenTaken(framework, ({ webhooks }) => {
    if (webhooks !== undefined) Object.assign(webhooks, NO_WEBHOOKS);
  });
}

/** Who the bot is, it asks at its start, and there wants the SDK's own errors. */
const ITSELF = 'me';

/** Answers what Webex has at this path of its REST. */
export type Fetch = (path: string) => Promise<unknown>;

/**
 * The websocket tells no more than ids; the framework fetches what they stand for, and who did it, once, and drops for good
 * what it fails to fetch. Now our client fetches it, as patiently as everything else that we ask of Webex.
 */
export function fetchPatiently(framework: Framework, fetch: Fetch): void {
  const instead = (source: SdkSource | undefined, folder: string): void => {
    if (source === undefined) return;
    const before = source.get.bind(source);
    source.get = (id) => (id === ITSELF ? before(id) : fetch(`${folder}/${encodeURIComponent(id)}`));
  };
  whenTaken(framework, ({ messages, attachmentActions, people }) => {
    instead(messages, '/messages');
    instead(attachmentActions, '/attachment/actions');
    instead(people, '/people');
  });
}

/** The framework takes its SDK at its start, so we wait for that at the property. */
function whenTaken(framework: Framework, change: (sdk: FrameworkSdk) => void): void {
  let sdk: FrameworkSdk = framework.webex;
  Object.defineProperty(framework, 'webex', {
    configurable: true,
    enumerable: true,
    get: () => sdk,
    set: (taken: FrameworkSdk) => {
      sdk = taken;
      change(taken);
    },
  });
}

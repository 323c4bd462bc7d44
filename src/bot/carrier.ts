import { setTimeout as sleep } from 'node:timers/promises';
import type Framework from 'webex-node-bot-framework';
import type { FrameworkBot, FrameworkTrigger, MercurySocket } from 'webex-node-bot-framework';
import type { InboxHandlers, Log } from '../ports.js';
import type { BotToken } from '../secret.js';
import { fetchPatiently, keepFromWebhooks, type Fetch } from './framework-sdk.js';
import { incomingMessage } from './incoming.js';
import { ownError } from './sdk-failure.js';

/** Spaces looked for at the start; the framework discovers others when something is said there. */
const SPACES_AT_START = 100;
/** Until the framework knows its spaces, what is said there would be lost. */
const DISCOVERY_MS = 15_000;
/** Webex's REST may be well while its websocket is not: longer than this nobody waits for it, and it may still come, ms. */
const CONNECT_MS = 20_000;
/** Why the SDK ends a socket that stays open and says nothing. It asks every 15 s, and waits 14 s and 2 s more. */
const DEAD_SOCKET = /^(pong not received|pong mismatch|done \(forced\))$/i;
const DEAD_FOR_MS = 31_000;
/** Signing the device off and closing the socket. */
const FAREWELL_MS = 8_000;

export interface CarrierOptions {
  readonly token: BotToken;
  /** Webex for Government has its own services. */
  readonly fedramp: boolean;
  /** Where webhooks are delivered, which is not to the framework: it then opens no websocket, and only speaks. */
  readonly webhookUrl: string | null;
  /** The websocket has just ended, and was silent for so long before, ms. The SDK reconnects by itself, mostly. */
  readonly lost: (silentMs: number) => void;
  /** By which it learns what the websocket only names. */
  readonly fetch: Fetch;
  readonly log: Log;
}

/** The framework at work: hears what happens in the bot's spaces, and speaks there. */
export class Carrier {
  readonly #options: CarrierOptions;
  readonly #handlers = new Set<InboxHandlers>();
  #framework: Framework | null = null;

  constructor(options: CarrierOptions) {
    this.#options = options;
  }

  subscribe(handlers: InboxHandlers): void {
    this.#handlers.add(handlers);
  }

  /** Loads the framework, some 130 MB, and connects. Throws UnreachableError or RefusedError, and may be called again then. */
  async start(): Promise<void> {
    const { default: Loaded } = await import('webex-node-bot-framework');
    const { token, fedramp, webhookUrl } = this.#options;
    const framework = new Loaded({
      token: token.reveal(),
      messageFormat: 'markdown',
      ...(webhookUrl === null ? {} : { webhookUrl }),
      removeWebhooksOnStart: false,
      maxStartupSpaces: SPACES_AT_START,
      fedramp,
    });
    if (webhookUrl === null) fetchPatiently(framework, this.#options.fetch);
    else keepFromWebhooks(framework);
    this.#listen(framework);
    const discovered = new Promise<void>((resolve) => framework.once('initialized', resolve));
    this.#framework = framework;
    await this.#connect(framework).catch((error: unknown) => {
      this.#framework = null;
      throw ownError(error, 'the connection of the bot');
    });
    if (framework.active) await atMost(DISCOVERY_MS, discovered);
    if (!framework.initialized) this.#options.log.warn('bot.spaces-unknown', { waitedMs: DISCOVERY_MS });
  }

  async #connect(framework: Framework): Promise<void> {
    const starting = framework.start();
    framework.webex.internal?.mercury.on('offline', ({ reason = '' }) => {
      if (this.#framework === framework) this.#options.lost(DEAD_SOCKET.test(reason) ? DEAD_FOR_MS : 0);
    });
    starting.catch((error: unknown) =>
      this.#options.log.warn('bot.no-connection', { reason: ownError(error, 'it').message }),
    );
    await atMost(CONNECT_MS, starting);
  }

  /** Whether the framework works, and its websocket stands where it has one. */
  connected(): boolean {
    if (this.#framework?.active !== true) return false;
    return this.#options.webhookUrl !== null || this.#socket()?.connected === true;
  }

  /** Ends within ten seconds, whatever Webex does. */
  async stop(): Promise<void> {
    const framework = this.#framework;
    const { webhookUrl } = this.#options;
    if (framework === null) return;
    const socket = this.#socket();
    this.#framework = null;
    const farewell = framework
      .stop()
      .then(() => (webhookUrl === null ? socket?.disconnect() : undefined))
      .catch((error: unknown) =>
        this.#options.log.warn('bot.farewell', { reason: ownError(error, 'farewell').message }),
      );
    await atMost(FAREWELL_MS, farewell);
  }

  /** The framework's bot of this space; null where it has none, or is not connected. */
  botIn(roomId: string): FrameworkBot | null {
    const bots = this.#framework?.active === true ? this.#framework.bots : [];
    return bots.find((bot) => bot.active && bot.room.id === roomId) ?? null;
  }

  /** Any bot will do for a direct message. */
  anyBot(): FrameworkBot | null {
    return this.#framework?.bots.find((bot) => bot.active) ?? null;
  }

  /** In the framework a handler that rejects ends the process, and one that throws is swallowed: neither may escape. */
  deliver(hand: (handlers: InboxHandlers) => Promise<void>): void {
    for (const handlers of this.#handlers) {
      void Promise.resolve()
        .then(() => hand(handlers))
        .catch((error: unknown) => this.#options.log.error('inbox.handler', { error }));
    }
  }

  /** One catch-all: the framework's phrases match in the middle of a sentence, and its text still begins with our name. */
  #listen(framework: Framework): void {
    framework.hears(/[\s\S]*/, (_bot, trigger) => {
      this.deliver((handlers) => handlers.message(incomingMessage(trigger.message, framework.person)));
    });
    framework.on('attachmentAction', (_bot: FrameworkBot, trigger: FrameworkTrigger) => {
      this.deliver((handlers) => handlers.action(trigger.id));
    });
  }

  #socket(): MercurySocket | undefined {
    return this.#framework?.webex.internal?.mercury;
  }
}

/** Waits for the work, but no longer than `ms`. The timer keeps the process alive: what comes after a farewell must still run. */
async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const settled = new AbortController();
  try {
    await Promise.race([work, sleep(ms, undefined, { signal: settled.signal })]);
  } finally {
    settled.abort();
  }
}

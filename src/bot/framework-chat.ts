import type { HttpClient } from '../http/client.js';
import type { Json, TimeSpan } from '../model.js';
import type { Chat, Clock, Inbox, Log, Rendered } from '../ports.js';
import type { BotToken } from '../secret.js';
import type { FrameworkBot } from 'webex-node-bot-framework';
import { loadCards, type Cards } from './cards.js';
import { inRehearsal } from './rehearsal.js';
import { Carrier } from './carrier.js';
import { createConnectionWatch } from './connection-watch.js';
import { guardSdk, NotLearntError } from './guard-sdk.js';
import { createLearn } from './missed.js';
import { quietConsole } from './quiet-console.js';
import { contentOf, createBotRest, type BotRest, type Recipient } from './rest.js';
import { prepareSdkEnvironment, type ProxyAddresses } from './sdk-environment.js';
import { isLimited, ownError } from './sdk-failure.js';
import { proxyTheSocket } from './socket-proxy.js';
import { createWebhookSide, type WebhookOptions } from './webhook-side.js';
import { words } from './words.js';

export interface FrameworkChatOptions {
  readonly token: BotToken;
  /** The admin space. */
  readonly roomId: string;
  /** E.g. `https://webexapis.com/v1`. */
  readonly apiUrl: string;
  /** Null: the SDK's own. */
  readonly u2cUrl: string | null;
  readonly metricsUrl: string | null;
  readonly proxy: ProxyAddresses;
  /** Null: the bot hears over the websocket. */
  readonly webhook: WebhookOptions | null;
  /** No purge of this process deletes anything, and all that is said of one says so. */
  readonly rehearsal: boolean;
  /** It hears again: what was said or clicked in this span is lost. */
  readonly heardAgain: (silence: TimeSpan) => void;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly log: Log;
  /** So long the SDK may mend a broken connection by itself, ms. */
  readonly patienceMs?: number;
}

/** The chat side as one piece. Until `start` nothing of the framework is loaded; `chat` and `rest` work without it. */
export interface FrameworkChat {
  readonly chat: Chat;
  readonly inbox: Inbox;
  readonly rest: BotRest;
  /** Connects. Throws UnreachableError or RefusedError; may be called again after that. */
  start(): Promise<void>;
  /** Signs the device off and closes the socket, within ten seconds. Webhooks stay. */
  stop(): Promise<void>;
  /** Whether the websocket stands, or the webhooks were active when last looked at. */
  connected(): boolean;
  /** Since when it hears nothing (ISO); null while it hears, and before the start. */
  deafSince(): string | null;
  /** Takes what Webex delivered by webhook, its signature found right, and returns at once. */
  receive(envelope: unknown): void;
}

/**
 * The chat is webex-node-bot-framework's: it hears every message and click on the websocket, and what we say in a space or
 * to a person goes through its bots. What webhooks deliver we take ourselves; createDeliveries says why. Plain REST does
 * what the framework has no way to: edits and removals, uploads that stream from disk, and fetching again what Webex holds.
 * It also posts while the framework has no bot in the space (before it is connected), and after a 429, which the SDK does
 * not repeat: our client waits as long as Webex asks.
 * @throws AppError where a card template is faulty.
 */
export function createFrameworkChat(options: FrameworkChatOptions): FrameworkChat {
  const { token, http, log, roomId, webhook, rehearsal } = options;
  const rest = createBotRest({ http, token });
  const learn = createLearn(options);
  const fedramp = isGovernment(options.apiUrl);
  const carrier = new Carrier({
    token,
    log,
    fedramp,
    webhookUrl: webhook?.url ?? null,
    lost: (silentMs) => watch.lost(silentMs),
    fetch: (path) =>
      learn(() => rest.fetch(path)).catch((cause: unknown) => {
        throw new NotLearntError('what an event stands for', { cause });
      }),
  });
  const hand: Carrier['deliver'] = (give) => carrier.deliver(give);
  const side = webhook === null ? null : createWebhookSide({ options: webhook, http, token, rest, learn, hand, log });
  const connected = (): boolean => carrier.connected() && side?.active() !== false;
  const watch = createConnectionWatch({
    ...options,
    connected,
    // Inactive webhooks are their own watch's business.
    renew: async () => (carrier.connected() ? undefined : reconnect(rest, carrier)),
  });
  let prepared = false;

  return {
    chat: createChat({ rest, carrier, roomId, cards: loadCards(), rehearsal }),
    inbox: createInbox(rest, carrier, roomId),
    rest,
    start: async () => {
      if (!prepared) prepareForSdk(options);
      prepared = true;
      await carrier.start();
      await side?.start().catch(async (error: unknown) => {
        await carrier.stop();
        throw error;
      });
      watch.start();
    },
    stop: async () => {
      await watch.stop();
      await side?.stop();
      await carrier.stop();
    },
    connected,
    deafSince: () => watch.deafSince(),
    receive: (envelope) => side?.receive(envelope),
  };
}

/** The old connection is given up only once Webex is reached: until then it may still mend itself. */
async function reconnect(rest: BotRest, carrier: Carrier): Promise<void> {
  await rest.me();
  await carrier.stop();
  await carrier.start();
}

/** For the rest of the process: the SDK's last requests may fail long after the farewell. */
function prepareForSdk(options: FrameworkChatOptions): void {
  prepareSdkEnvironment(options);
  proxyTheSocket(options.proxy);
  guardSdk(options.log);
  quietConsole(options.log);
}

interface ChatParts {
  readonly rest: BotRest;
  readonly carrier: Carrier;
  readonly roomId: string;
  readonly cards: Cards;
  readonly rehearsal: boolean;
}

function createChat({ rest, carrier, roomId, cards, rehearsal }: ChatParts): Chat {
  const speak = (to: Recipient, message: Rendered): Promise<string> => {
    const bot = 'roomId' in to ? carrier.botIn(to.roomId) : carrier.anyBot();
    return bot === null ? rest.post(to, message) : throughFramework(bot, to, message);
  };
  const throughFramework = async (bot: FrameworkBot, to: Recipient, message: Rendered): Promise<string> => {
    const body = contentOf(to, message);
    try {
      const { id } = await ('toPersonId' in to ? bot.dm(to.toPersonId, body) : bot.say(body));
      return id;
    } catch (error) {
      if (isLimited(error)) return rest.post(to, message);
      throw ownError(error, 'a message of the bot');
    }
  };

  return {
    render: (notice, head) => {
      const meant = rehearsal ? inRehearsal(notice) : notice;
      return { markdown: words(meant, head), card: meant.kind === 'card' ? cards.fill(meant.card) : null };
    },
    post: (message, parentId) => speak({ roomId, parentId }, message),
    edit: (messageId, message) => rest.edit(roomId, messageId, message),
    remove: (messageId) => rest.remove(messageId),
    attach: (message, file, parentId) => rest.attach({ roomId, parentId }, message, file),
    direct: (toPersonId, message, file) =>
      file === undefined ? speak({ toPersonId }, message) : rest.attach({ toPersonId }, message, file),
    elsewhere: async (otherRoomId, message) => {
      await speak({ roomId: otherRoomId }, message);
    },
  };
}

function createInbox(rest: BotRest, carrier: Carrier, roomId: string): Inbox {
  return {
    subscribe: (handlers) => carrier.subscribe(handlers),
    fetchAction: (actionId) => rest.fetchAction(actionId),
    fetchMessage: (messageId): Promise<{ readonly card: Json | null; readonly roomId: string } | null> =>
      rest.fetchMessage(messageId),
    fetchSaid: async (messageId) => rest.fetchIncoming(messageId, await rest.me()),
    person: (personId) => rest.person(personId),
    members: () => rest.members(roomId),
  };
}

/** Webex for Government: api-usgov.webex.com. */
function isGovernment(apiUrl: string): boolean {
  return /(^|[.-])usgov\b|\.gov(\.|$)/.test(new URL(apiUrl).hostname);
}

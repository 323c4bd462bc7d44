/** Only what we use of the framework, which brings no types. */
declare module 'webex-node-bot-framework' {
  import type { EventEmitter } from 'node:events';

  export interface FrameworkOptions {
    token: string;
    messageFormat: 'markdown';
    /** Set: webhooks; not set: the websocket. */
    webhookUrl?: string;
    /** Its default, true, deletes every webhook of the token, other apps' too. */
    removeWebhooksOnStart: false;
    maxStartupSpaces?: number;
    fedramp?: boolean;
  }

  /** A message as Webex's REST gives it. */
  export interface FrameworkMessage {
    id: string;
    roomId: string;
    roomType?: string;
    personId: string;
    personEmail?: string;
    text?: string;
    html?: string;
  }

  export interface FrameworkTrigger {
    id: string;
    message: FrameworkMessage;
  }

  /** The framework's presence in one space. */
  export interface FrameworkBot {
    readonly active: boolean;
    readonly room: { readonly id: string };
    /** Posts a whole message object into the bot's space. */
    say(message: object): Promise<{ id: string }>;
    /** Posts a message object to a person, by id or e-mail. */
    dm(person: string, message: object): Promise<{ id: string }>;
  }

  export interface MercurySocket {
    readonly connected: boolean;
    disconnect(): Promise<void>;
    /** With the close event of the socket. */
    on(event: 'offline', listener: (event: { reason?: string }) => void): void;
  }

  export interface SdkWebhook {
    readonly name: string;
    readonly resource: string;
  }

  export interface SdkSource {
    get(id: string): Promise<unknown>;
  }

  /** What we touch of the SDK; empty before the start and after the end. */
  export interface FrameworkSdk {
    readonly internal?: { readonly mercury: MercurySocket };
    readonly webhooks?: object;
    readonly messages?: SdkSource;
    readonly attachmentActions?: SdkSource;
    readonly people?: SdkSource;
  }

  export default class Framework extends EventEmitter {
    constructor(options: FrameworkOptions);
    readonly active: boolean;
    readonly initialized: boolean;
    readonly bots: FrameworkBot[];
    readonly person: { readonly id: string; readonly displayName: string };
    readonly webex: FrameworkSdk;
    start(): Promise<boolean>;
    stop(): Promise<boolean>;
    hears(phrase: RegExp, action: (bot: FrameworkBot, trigger: FrameworkTrigger) => void): string;
  }
}

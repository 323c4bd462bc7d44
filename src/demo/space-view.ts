/** What the page and its server say to each other. Shapes only. */

export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

export interface FileView {
  readonly name: string;
  readonly href: string;
  /** Bytes. */
  readonly size: number;
}

export interface MessageView {
  readonly id: string;
  readonly by: string;
  readonly isBot: boolean;
  /** ISO 8601. */
  readonly at: string;
  /** Who is addressed at the start of the words; the app draws it as a mention. */
  readonly mention: string | null;
  /** Markdown of the bot's messages; plain text of people's. */
  readonly words: string;
  readonly card: object | null;
  readonly files: readonly FileView[];
  /** Root of the thread it answers in. */
  readonly parentId: string | null;
  readonly edited: boolean;
}

/** The admin space, or the 1:1 conversation of a person with the bot. */
export type Conversation = 'space' | 'direct';

export interface SpaceView {
  /** Who the visitor may be, the one to begin with first. */
  readonly people: readonly PersonView[];
  /** Oldest first. */
  readonly messages: readonly MessageView[];
}

/** One direct message of two people whom the purge concerns. */
export interface MailView {
  readonly id: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly words: string;
  /** Who hid it from the two, and when (ISO 8601); null while they see it. A compliance officer reads it either way. */
  readonly deleted: { readonly by: string; readonly at: string } | null;
}

/** The 1:1 conversation of two people, as Webex keeps it. */
export interface MailboxView {
  readonly between: readonly [string, string];
  /** Oldest first. */
  readonly messages: readonly MailView[];
}

/** What the visitor may inflict: limits (429), an outage (503), the second officer's lost role, a legal hold, a killed bot. */
export type TroubleName = 'limit' | 'outage' | 'role' | 'hold' | 'crash';

/** Everything that the page shows at one look. */
export interface PageView extends SpaceView {
  readonly mailbox: MailboxView;
  /** Those that stand now. */
  readonly troubles: readonly TroubleName[];
}

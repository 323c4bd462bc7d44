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

/** What the page and its server say to each other. Shapes only. */

export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

export interface FileView {
  readonly name: string;
  readonly href: string;
}

export interface MessageView {
  readonly id: string;
  readonly by: string;
  readonly isBot: boolean;
  readonly at: string;
  /** Markdown of the bot's messages; plain text of people's. */
  readonly words: string;
  readonly card: object | null;
  readonly files: readonly FileView[];
  /** Root of the thread it answers in. */
  readonly parentId: string | null;
  readonly edited: boolean;
}

export type Conversation = 'space' | 'direct';

export interface SpaceView {
  readonly people: readonly PersonView[];
  readonly messages: readonly MessageView[];
}

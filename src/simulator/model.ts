/** The nouns of a Webex org. Ids here are bare uuids, times are milliseconds since the epoch. */
export type Role = 'compliance' | 'admin';
export type RoomType = 'direct' | 'group';

export interface Person {
  readonly uuid: string;
  readonly email: string;
  readonly displayName: string;
  readonly orgUuid: string;
  readonly kind: 'person' | 'bot';
  readonly roles: Set<Role>;
  readonly created: number;
}

export interface Membership {
  readonly personUuid: string;
  readonly roomUuid: string;
  readonly created: number;
  isModerator: boolean;
}

export interface Room {
  readonly uuid: string;
  readonly type: RoomType;
  title: string;
  readonly created: number;
  readonly creatorUuid: string;
  /** The org whose officers manage the space. */
  readonly orgUuid: string;
  lastActivity: number;
  readonly members: Map<string, Membership>;
}

/** Who removed a message, when and by which kind of token. */
export interface Deletion {
  readonly at: number;
  readonly byPersonUuid: string;
  readonly via: 'compliance' | 'author' | 'script';
  readonly clientId?: string;
}

export interface Attachment {
  readonly contentType: string;
  readonly content: unknown;
}

export interface Message {
  readonly uuid: string;
  readonly room: Room;
  readonly author: Person;
  readonly created: number;
  text?: string;
  markdown?: string;
  html?: string;
  attachments?: readonly Attachment[];
  readonly fileUuids?: readonly string[];
  readonly parentUuid?: string;
  mentionedPeople?: readonly string[];
  mentionedGroups?: readonly string[];
  updated?: number;
  edits: number;
  deletion?: Deletion;
}

export interface StoredFile {
  readonly uuid: string;
  readonly messageUuid: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

export interface CardAction {
  readonly uuid: string;
  readonly messageUuid: string;
  readonly room: Room;
  readonly personUuid: string;
  readonly inputs: Record<string, unknown>;
  readonly created: number;
}

export interface Token {
  readonly value: string;
  readonly person: Person;
  readonly kind: 'bot' | 'app' | 'integration';
  readonly scopes: ReadonlySet<string>;
  readonly clientId?: string;
  expiresAt: number;
}

export interface RefreshToken {
  value: string;
  readonly person: Person;
  readonly scopes: ReadonlySet<string>;
  readonly clientId: string;
  expiresAt: number;
}

export interface Webhook {
  readonly uuid: string;
  readonly owner: Person;
  name: string;
  targetUrl: string;
  readonly resource: string;
  readonly event: string;
  readonly filter?: string;
  secret?: string;
  status: 'active' | 'inactive';
  readonly created: number;
  failures: number[];
}

export type EventType = 'created' | 'updated' | 'deleted';

/** One entry of the org's event log. `data` is a snapshot from the time of the event. */
export interface LoggedEvent {
  readonly uuid: string;
  readonly resource: string;
  readonly type: EventType;
  readonly actor: Person;
  readonly created: number;
  /** From when on the log gives it out: events arrive late. */
  readonly visibleAt: number;
  readonly data: Record<string, unknown>;
}

/** An authorisation code: single use, ten minutes. */
export interface GrantedCode {
  readonly person: Person;
  readonly scopes: ReadonlySet<string>;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly expiresAt: number;
}

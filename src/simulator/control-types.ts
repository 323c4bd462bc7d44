/** What goes over the control API (`/_sim`), for the server and its client alike. Ids are Webex's public ones, times ISO. */
import type { Attachment, RoomType } from './model.js';

export interface OrgPerson {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
}

export interface OrgMember extends OrgPerson {
  /** The Webex app's own token of that person: posts messages and submits cards, no compliance rights. */
  readonly token: string;
}

export interface OrgInfo {
  readonly orgId: string;
  readonly otherOrgId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  readonly botToken: string;
  readonly bot: OrgPerson;
  readonly adminRoomId: string;
  readonly officers: readonly [OrgMember, OrgMember];
  readonly member: OrgMember;
}

/** A space and who is in it. */
export interface TrueRoom {
  readonly id: string;
  readonly type: RoomType;
  readonly members: readonly { readonly id: string; readonly orgId: string; readonly kind: 'person' | 'bot' }[];
}

/** The truth about a message. */
export interface TrueMessage {
  readonly id: string;
  readonly roomId: string;
  readonly roomType: RoomType;
  readonly personId: string;
  readonly personEmail: string;
  readonly created: string;
  readonly text?: string;
  readonly deletedAt?: string;
  readonly deletedBy?: string;
  /** The kind of deletion, and the integration whose token did it. */
  readonly deletedVia?: string;
}

/** A message as a member sees it, removed ones flagged. */
export interface SeenMessage {
  readonly id: string;
  readonly personId: string;
  readonly personName: string;
  readonly created: string;
  readonly updated?: string;
  readonly parentId?: string;
  readonly text?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly attachments?: readonly Attachment[];
  readonly files?: readonly { readonly name: string; readonly text: string }[];
  readonly mentionedPeople?: readonly string[];
  readonly mentionedGroups?: readonly string[];
  readonly edits: number;
  readonly removed: boolean;
}

export interface AcceptedDelete {
  readonly messageId: string;
  readonly personId: string;
  readonly at: string;
  readonly ghost: boolean;
}

export interface NewPerson {
  readonly email: string;
  readonly displayName: string;
  readonly otherOrg?: boolean;
  readonly kind?: 'person' | 'bot';
  readonly roles?: readonly ('compliance' | 'admin')[];
}

export interface NewRoom {
  readonly type: RoomType;
  readonly title?: string;
  /** Person ids or e-mails. */
  readonly members: readonly string[];
  readonly created?: string;
}

export interface NewMessage {
  readonly roomId: string;
  /** Person id or e-mail. */
  readonly person: string;
  readonly text: string;
  readonly created: string;
  readonly editedAt?: string;
  readonly editedText?: string;
  readonly deletedAt?: string;
  /** Person id or e-mail; the author if left out. */
  readonly deletedBy?: string;
}

export interface BulkOrder {
  readonly count: number;
  /** How many 1:1 rooms, with a pair of new people each. */
  readonly rooms: number;
  readonly from: string;
  readonly to: string;
  /** How many group rooms besides; messages are spread evenly over all rooms. */
  readonly groupRooms?: number;
  /** Share (0 to 1) of the 1:1 rooms whose second person belongs to the other company. */
  readonly strangers?: number;
}

export interface Saying {
  /** Person id or e-mail. */
  readonly person: string;
  readonly roomId: string;
  readonly text: string;
  readonly mentionBot?: boolean;
  readonly parentId?: string;
}

export interface Click {
  /** Person id or e-mail. */
  readonly person: string;
  readonly messageId: string;
  readonly inputs: Record<string, unknown>;
}

export interface LiveTokens {
  readonly access: readonly string[];
  readonly refresh: readonly string[];
}

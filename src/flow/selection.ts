import type { Candidate, Filters, LeftOutReason, Member, MessageEvent, TimeSpan } from '../model.js';

/** Webex gives every bot an address in one of these domains. */
const BOT_DOMAINS: ReadonlySet<string> = new Set(['webex.bot', 'sparkbot.io']);

export interface Sieve {
  readonly span: TimeSpan;
  readonly filters: Filters;
  /** Messages that Webex's `deleted` events name. */
  readonly alreadyGone: ReadonlySet<string>;
  readonly inOpenPurge: ReadonlySet<string>;
}

export type Judged =
  | { readonly kind: 'candidate' }
  | { readonly kind: 'left-out'; readonly reason: LeftOutReason }
  | { readonly kind: 'not-direct' }
  | { readonly kind: 'outside-span' };

/** What a message's own event says of it. The order matters only for the count of what was left out. */
export function judge(event: MessageEvent, { span, filters, alreadyGone, inOpenPurge }: Sieve): Judged {
  if (event.roomType !== 'direct') return { kind: 'not-direct' };
  if (!within(event.created, span)) return { kind: 'outside-span' };
  if (alreadyGone.has(event.messageId)) return { kind: 'left-out', reason: 'already-gone' };
  if (!matches(event, filters)) return { kind: 'left-out', reason: 'filtered' };
  if (inOpenPurge.has(event.messageId)) return { kind: 'left-out', reason: 'in-open-purge' };
  return { kind: 'candidate' };
}

/** An unreadable time is outside every span: when in doubt, keep. */
function within(created: string, { from, to }: TimeSpan): boolean {
  const at = Date.parse(created);
  return at >= Date.parse(from) && at < Date.parse(to);
}

function matches({ senderId, senderEmail }: MessageEvent, { persons, domains }: Filters): boolean {
  const email = senderEmail.toLowerCase();
  const person = persons.length === 0 || persons.includes(senderId) || persons.includes(email);
  const domain = domains.length === 0 || domains.includes(domainOf(email));
  return person && domain;
}

export type RoomVerdict =
  | { readonly kind: 'inside'; readonly members: readonly Member[] }
  | { readonly kind: 'external' | 'bot' | 'members-unknown' };

/** What the rules say of a 1:1 room under CROSS_ORG=exclude. Whom we do not know, we leave alone. */
export function judgeRoom(members: readonly Member[] | null, orgId: string | null): RoomVerdict {
  if (members === null || members.length < 2 || orgId === null) return { kind: 'members-unknown' };
  if (members.some(({ email }) => BOT_DOMAINS.has(domainOf(email.toLowerCase())))) return { kind: 'bot' };
  if (members.some((member) => member.orgId !== null && member.orgId !== orgId)) return { kind: 'external' };
  if (members.some((member) => member.orgId === null)) return { kind: 'members-unknown' };
  return { kind: 'inside', members };
}

export function candidateOf(event: MessageEvent, members: readonly Member[]): Candidate {
  const other = members.find((member) => member.personId !== event.senderId);
  const otherOrg = other?.orgId ?? null;
  return {
    message_id: event.messageId,
    created: event.created,
    sender_id: event.senderId,
    sender: event.senderEmail,
    room_id: event.roomId,
    ...(other === undefined ? {} : { other_id: other.personId, other: other.email }),
    ...(otherOrg === null ? {} : { other_org: otherOrg }),
  };
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

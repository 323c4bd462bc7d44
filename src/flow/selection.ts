import type { Candidate, Filters, LeftOutReason, Member, MessageEvent, PersonId, TimeSpan } from '../model.js';
import type { Finding, MessageFindings, Written } from '../ports.js';

/** Webex gives every bot an address in one of these domains. */
const BOT_DOMAINS: ReadonlySet<string> = new Set(['webex.bot', 'sparkbot.io']);

export interface Sieve {
  readonly span: TimeSpan;
  readonly filters: Filters;
}

/** What a message's own event says of it. Null where it is none of the direct messages of the window. */
export type Judge = (event: MessageEvent) => Finding | null;

export function createJudge({ span, filters }: Sieve): Judge {
  const [from, to] = [Date.parse(span.from), Date.parse(span.to)];
  const isFiltering = filters.persons.length > 0 || filters.domains.length > 0;
  return (event) => {
    if (event.roomType !== 'direct') return null;
    const { created, senderId, senderEmail, roomId } = event;
    const at = Date.parse(created);
    // An unreadable time is outside every span: when in doubt, keep.
    if (!(at >= from && at < to)) return null;
    if (isFiltering && !matches(event, filters)) return { kind: 'filtered' };
    return { kind: 'written', created, senderId, senderEmail, roomId };
  };
}

function matches({ senderId, senderEmail }: MessageEvent, { persons, domains }: Filters): boolean {
  const email = senderEmail.toLowerCase();
  const person = persons.length === 0 || persons.includes(senderId) || persons.includes(email);
  const domain = domains.length === 0 || domains.includes(domainOf(email));
  return person && domain;
}

export type Judged =
  | { readonly kind: 'due'; readonly message: Written & { readonly messageId: string } }
  /** `created` is null where nothing depends on when it was written. */
  | { readonly kind: 'left-out'; readonly reason: LeftOutReason; readonly created: string | null };

/**
 * What everything that was found of a message says together; null where it is none of the window's. The order matters only
 * for the count of what was left out. Where findings differ, the one that keeps the message counts.
 */
export function conclude({ messageId, findings }: MessageFindings): Judged | null {
  const has = (kind: Finding['kind']): boolean => findings.some((finding) => finding.kind === kind);
  const written = findings.find((finding) => finding.kind === 'written');
  if (written === undefined && !has('filtered')) return null;
  if (has('deleted')) return { kind: 'left-out', reason: 'already-gone', created: null };
  if (written === undefined || has('filtered')) return { kind: 'left-out', reason: 'filtered', created: null };
  if (inOpenPurge(findings)) return { kind: 'left-out', reason: 'in-open-purge', created: written.created };
  return { kind: 'due', message: { messageId, ...written } };
}

function inOpenPurge(findings: readonly Finding[]): boolean {
  const settled = findings.filter((finding) => finding.kind === 'settled').map(({ purge }) => purge);
  return findings.some((finding) => finding.kind === 'listed' && !settled.includes(finding.purge));
}

export type RoomVerdict =
  /** `outsiders`: members known to be of another organisation. */
  | { readonly kind: 'inside'; readonly members: readonly Member[]; readonly outsiders: readonly PersonId[] }
  | { readonly kind: 'external' | 'bot' | 'members-unknown' }
  /** Nobody asked who is in it. */
  | { readonly kind: 'unasked' };

/** What the rules say of a 1:1 room under CROSS_ORG=exclude. Whom we do not know, we leave alone. */
export function judgeRoom(members: readonly Member[] | null, orgId: string | null): RoomVerdict {
  if (members === null || members.length < 2 || orgId === null) return { kind: 'members-unknown' };
  if (members.some(isBot)) return { kind: 'bot' };
  if (outsidersIn(members, orgId).length > 0) return { kind: 'external' };
  if (members.some((member) => member.orgId === null)) return { kind: 'members-unknown' };
  return { kind: 'inside', members, outsiders: [] };
}

/** The same by those who wrote, where nobody is asked for the other. */
export function judgeByWriters(members: readonly Member[], orgId: string | null): RoomVerdict {
  if (members.length >= 2 || orgId === null) return judgeRoom(members, orgId);
  if (members.some(isBot)) return { kind: 'bot' };
  return outsidersIn(members, orgId).length > 0 ? { kind: 'external' } : { kind: 'unasked' };
}

/** What they say under CROSS_ORG=include, where nobody is asked who the members are: these are the ones who are known. */
export function judgeAnyRoom(members: readonly Member[], orgId: string | null): RoomVerdict {
  return members.some(isBot) ? { kind: 'bot' } : { kind: 'inside', members, outsiders: outsidersIn(members, orgId) };
}

function outsidersIn(members: readonly Member[], orgId: string | null): readonly PersonId[] {
  if (orgId === null) return [];
  return members.filter((member) => member.orgId !== null && member.orgId !== orgId).map(({ personId }) => personId);
}

/** What they say there of a room of which both members must be known, because one may be on hold. */
export function judgeWholeRoom(members: readonly Member[], orgId: string | null, isAsked: boolean): RoomVerdict {
  const verdict = judgeAnyRoom(members, orgId);
  if (verdict.kind === 'bot' || members.length >= 2) return verdict;
  return { kind: isAsked ? 'members-unknown' : 'unasked' };
}

export function candidateOf(
  { messageId, created, senderId, senderEmail, roomId }: Written & { readonly messageId: string },
  members: readonly Member[],
): Candidate {
  const other = members.find((member) => member.personId !== senderId);
  const otherOrg = other?.orgId ?? null;
  return {
    message_id: messageId,
    created,
    sender_id: senderId,
    sender: senderEmail,
    room_id: roomId,
    ...(other === undefined ? {} : { other_id: other.personId, other: other.email }),
    ...(otherOrg === null ? {} : { other_org: otherOrg }),
  };
}

function isBot({ email }: Member): boolean {
  return BOT_DOMAINS.has(domainOf(email.toLowerCase()));
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

import { timingSafeEqual } from 'node:crypto';
import type {
  ClickAction,
  IncomingAction,
  Officer,
  PersonId,
  PurgeRequest,
  Refusal,
  RequestState,
  Rules,
  Session,
  SignInHelp,
} from '../model.js';
import { approvedBy, notOpen } from './approval.js';
import { cleanText } from './clean-text.js';
import { isPurgeId } from '../purge-id.js';
import { countToApprove, stricter } from './rules.js';

/** Allowed, or refused with the reason; never a bare boolean. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly refusal: Refusal };

const ALLOWED: Verdict = { allowed: true };

export interface Person {
  readonly personId: PersonId;
  readonly officers: readonly Officer[];
  readonly session: Session | null;
  readonly signIn: SignInHelp;
}

/** Every command but the questions about oneself and `stop` is for officers. */
export function isOfficer({ personId, officers }: Pick<Person, 'personId' | 'officers'>): Verdict {
  return officers.some((officer) => officer.id === personId) ? ALLOWED : refuse({ reason: 'not-officer' });
}

/** May this person read the organisation's messages through us? */
export function mayAsk(person: Person): Verdict {
  const officer = isOfficer(person);
  if (!officer.allowed) return officer;
  return person.session === null ? refuse({ reason: 'not-signed-in', signIn: person.signIn }) : ALLOWED;
}

/** May this person decide on this request at all? */
export function mayDecide(request: PurgeRequest, person: Person): Verdict {
  const asked = mayAsk(person);
  if (!asked.allowed) return asked;
  if (request.state !== 'awaiting') return refuse(notOpen(request));
  return ALLOWED;
}

/** What holds at the moment of deciding. */
export interface Moment {
  readonly rules: Rules;
  /** Epoch ms: no list may reach younger messages than this. */
  readonly floorMs: number;
}

/** May this person's approval count? Of the rules at asking and today's the stricter holds. `typed` is what stands in the card's number field. */
export function mayApprove(
  request: PurgeRequest,
  person: Person,
  { today, typed }: { today: Moment; typed: unknown },
): Verdict {
  const decide = mayDecide(request, person);
  if (!decide.allowed) return decide;
  const rules = stricter(request.rules, today.rules);
  if (!rules.selfApproval && request.asker?.id === person.personId) return refuse({ reason: 'own-request' });
  if (approvedBy(request, person.personId)) return refuse({ reason: 'approved-before' });
  const beyond = reachesTooFar(request, { rules, floorMs: today.floorMs });
  return beyond === null ? countMatches(request, typed, rules) : refuse(beyond);
}

/** Where a setting was tightened since the list was frozen, the list may hold what today no list could. */
function reachesTooFar({ id, span, summary, rules: asked }: PurgeRequest, { rules, floorMs }: Moment): Refusal | null {
  const messages = summary?.messages ?? 0;
  if (messages > rules.maxMessages) return { reason: 'over-limit', messages, maxMessages: rules.maxMessages };
  if (asked.crossOrg !== rules.crossOrg) return { reason: 'rule-tightened', id, rule: 'CROSS_ORG' };
  return Date.parse(span.to) > floorMs ? { reason: 'rule-tightened', id, rule: 'MIN_MSG_AGE' } : null;
}

/** Above CONFIRM_ABOVE the exact number must be typed. */
export function countMatches(request: PurgeRequest, typed: unknown, { confirmAbove }: Rules): Verdict {
  const expected = countToApprove(request);
  if (expected <= confirmAbove) return ALLOWED;
  const shown = typeof typed === 'string' || typeof typed === 'number' ? String(typed).slice(0, 20) : '';
  return readCount(shown) === expected
    ? ALLOWED
    : refuse({ reason: 'count-wrong', typed: cleanText(shown) ?? '', expected });
}

/** `1234` or `1,234`; anything else is no count. */
function readCount(text: string): number | null {
  const digits = text.trim();
  return /^(\d{1,9}|\d{1,3}(,\d{3}){1,2})$/.test(digits) ? Number(digits.replaceAll(',', '')) : null;
}

/** Who may end it for good: an open request its asker, an approved, stopped or incomplete purge any officer. */
export function mayCancel(request: PurgeRequest, personId: PersonId): Verdict {
  if (request.state !== 'awaiting') return ALLOWED;
  return request.asker?.id === personId
    ? ALLOWED
    : refuse({ reason: 'only-asker', id: request.id, asker: request.asker });
}

export interface Click {
  readonly id: string;
  readonly nonce: string;
  readonly action: ClickAction;
  readonly comment: string | null;
  readonly reason: string | null;
  /** Whatever stands in the number field, unread. */
  readonly count: unknown;
}

const CLICK_ACTIONS: readonly ClickAction[] = ['request', 'approve', 'reject', 'stop', 'resume'];

/** In which states each of these buttons is of use; on any other, an old copy is answered with what became of it. */
const OF_USE: Readonly<Partial<Record<ClickAction, readonly RequestState[]>>> = {
  approve: ['awaiting'],
  reject: ['awaiting'],
  resume: ['stopped', 'incomplete'],
};

/** Reads a card action's inputs, which anybody may fill with anything; null when they are of no button of ours. */
export function parseClick(inputs: unknown): Click | null {
  const fields = new Map<string, unknown>(isObject(inputs) ? Object.entries(inputs) : []);
  const text = (name: string): string | null => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : null;
  };
  const [id, nonce] = [text('id'), text('nonce')];
  const action = CLICK_ACTIONS.find((candidate) => candidate === text('action'));
  if (id === null || nonce === null || action === undefined || !isPurgeId(id)) return null;
  return {
    id,
    nonce,
    action,
    comment: cleanText(text('comment') ?? ''),
    reason: cleanText(text('reason') ?? ''),
    count: fields.get('count') ?? null,
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * Does the click come from the card that stands in our space now? An older copy of it is told apart from a forgery;
 * who would decide on an old copy what is decided already learns how.
 */
export function checkCard(
  request: PurgeRequest,
  click: Click,
  { messageId, roomId }: IncomingAction,
  adminRoomId: string,
): Verdict {
  if (roomId !== adminRoomId) return refuse({ reason: 'wrong-space' });
  if (!sameText(click.nonce, request.nonce)) return refuse({ reason: 'forged' });
  // Stop works from every copy of a card: pulling the cord is always allowed.
  if (request.card?.messageId === messageId || click.action === 'stop') return ALLOWED;
  const comesTooLate = OF_USE[click.action]?.includes(request.state) === false;
  return refuse(comesTooLate ? notOpen(request) : { reason: 'stale-card', id: request.id });
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refuse(refusal: Refusal): Verdict {
  return { allowed: false, refusal };
}

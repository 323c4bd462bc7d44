import { OddAnswerError, RefusedError } from '../errors.js';
import type { Approval, IncomingAction, IncomingMessage, PurgeRequest } from '../model.js';
import type { Inbox, Log } from '../ports.js';
import { isSpent } from './approval.js';
import { countMatches, parseClick } from './authorise.js';
import { parseCommand } from './command.js';
import { officerOf, type Parts } from './parts.js';
import { stricter } from './rules.js';

export interface ProofParts {
  readonly inbox: Pick<Inbox, 'fetchAction' | 'fetchSaid'>;
  readonly officers: Parts['officers'];
  readonly adminRoomId: string;
  readonly rules: Parts['rules'];
  readonly log: Log;
  readonly witnessed: Parts['witnessed'];
}

export interface Proof {
  /** Approvals that Webex itself confirms, each of another officer. */
  readonly proven: number;
  readonly required: number;
}

/**
 * Fetches from Webex again what each approval was given by, the card action or the message: whoever can write the data folder
 * still cannot approve. Of the number required when it was asked for and today's the larger counts. Rejects where Webex cannot
 * be reached.
 */
export async function proveApprovals(parts: ProofParts, request: PurgeRequest): Promise<Proof> {
  const rules = stricter(request.rules, parts.rules);
  const proven = new Set<string>();
  for (const approval of request.approvals) {
    const { officer } = approval;
    const mayApprove =
      officerOf(parts.officers, officer.id) !== null && (rules.selfApproval || request.asker?.id !== officer.id);
    if (mayApprove && (await isKept({ parts, request, approval }))) proven.add(officer.id);
  }
  return { proven: proven.size, required: Math.max(1, rules.approvalsRequired) };
}

interface Question {
  readonly parts: ProofParts;
  readonly request: PurgeRequest;
  readonly approval: Approval;
}

/** Whether Webex keeps that this officer approved this request, with the number where its rules asked for one. */
async function isKept(question: Question): Promise<boolean> {
  const { parts, request, approval } = question;
  if (isSpent(request, approval.actionId)) return false;
  if (approval.typed === true) {
    const said = await soughtOr(null, parts, approval, () => parts.inbox.fetchSaid(approval.actionId));
    return said !== null && isSaid(said, question);
  }
  const gone = parts.witnessed.get(approval.actionId) ?? null;
  const action = await soughtOr(gone, parts, approval, () => parts.inbox.fetchAction(approval.actionId));
  return action !== null && isClick(action, { parts, request, approval });
}

/**
 * Null where Webex does not know it, or says nothing that could be read. Where Webex refused to edit the card, the card was
 * removed, and its actions may be gone with it: then what this very process fetched when the click came, `gone`, still counts.
 */
async function soughtOr<T>(
  gone: T | null,
  { log }: ProofParts,
  { actionId }: Approval,
  seek: () => Promise<T | null>,
): Promise<T | null> {
  try {
    return await seek();
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof OddAnswerError)) throw error;
    log.warn('an approval could not be fetched again', { actionId, error });
    const isGone = error instanceof RefusedError && error.status === 404;
    return isGone ? gone : null;
  }
}

function isClick(action: IncomingAction, { parts, request, approval }: Question): boolean {
  const { officer, cardMessageId } = approval;
  const click = parseClick(action.inputs);
  const isTheClick =
    action.personId === officer.id && action.messageId === cardMessageId && action.roomId === parts.adminRoomId;
  const approves = click?.action === 'approve' && click.id === request.id && click.nonce === request.nonce;
  return isTheClick && approves && countMatches(request, click.count, request.rules).allowed;
}

function isSaid(said: IncomingMessage, { parts, request, approval }: Question): boolean {
  const command = parseCommand(said.text);
  const isTheirs = said.personId === approval.officer.id && said.roomId === parts.adminRoomId;
  const approves = command.kind === 'approve' && command.id === request.id;
  return isTheirs && approves && countMatches(request, command.count, request.rules).allowed;
}

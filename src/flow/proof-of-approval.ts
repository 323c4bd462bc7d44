import { OddAnswerError, RefusedError } from '../errors.js';
import type { Approval, IncomingAction, PurgeRequest } from '../model.js';
import type { Inbox, Log } from '../ports.js';
import { parseClick } from './authorise.js';
import { officerOf, type Parts } from './parts.js';

export interface ProofParts {
  readonly inbox: Pick<Inbox, 'fetchAction'>;
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
 * Fetches the card action of each approval from Webex again: whoever can write the data folder still cannot approve. Of the
 * number required when it was asked for and today's the larger counts. Rejects where Webex cannot be reached.
 */
export async function proveApprovals(parts: ProofParts, request: PurgeRequest): Promise<Proof> {
  const { rules } = parts;
  const required = Math.max(1, request.rules.approvalsRequired, rules.approvalsRequired);
  const proven = new Set<string>();
  for (const approval of request.approvals) {
    const action = await fetched(parts, approval);
    if (action !== null && confirms(action, { parts, request, approval })) proven.add(approval.officer.id);
  }
  return { proven: proven.size, required };
}

/**
 * Null where Webex does not know the action, or says nothing that could be read. Where it refused to edit the card, the card was
 * removed, and its actions may be gone with it: then what this very process fetched when the click came still counts.
 */
async function fetched({ inbox, log, witnessed }: ProofParts, { actionId }: Approval): Promise<IncomingAction | null> {
  try {
    return await inbox.fetchAction(actionId);
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof OddAnswerError)) throw error;
    log.warn('an approval could not be fetched again', { actionId, error });
    const isGone = error instanceof RefusedError && error.status === 404;
    return isGone ? (witnessed.get(actionId) ?? null) : null;
  }
}

function confirms(
  action: IncomingAction,
  { parts, request, approval }: { parts: ProofParts; request: PurgeRequest; approval: Approval },
): boolean {
  const { officer, cardMessageId } = approval;
  const click = parseClick(action.inputs);
  const isTheClick =
    action.personId === officer.id && action.messageId === cardMessageId && action.roomId === parts.adminRoomId;
  const approves = click?.action === 'approve' && click.id === request.id && click.nonce === request.nonce;
  const selfApproval = request.rules.selfApproval && parts.rules.selfApproval;
  const mayApprove =
    officerOf(parts.officers, officer.id) !== null && (selfApproval || request.asker?.id !== officer.id);
  return isTheClick && approves && mayApprove;
}

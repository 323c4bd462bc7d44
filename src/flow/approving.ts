import type { Approval, Asker, IncomingAction, IncomingMessage, Json, PurgeRequest, Refusal } from '../model.js';
import { announce } from './announcing.js';
import { mayApprove, type Click, type Person } from './authorise.js';
import { checkPosted } from './card-check.js';
import type { Claims } from './claims.js';
import { nowIn } from './now.js';
import type { Parts } from './parts.js';
import { countedNotice } from './remover-rule.js';
import { roleRefusal } from './role.js';
import type { Showing } from './showing.js';

/** Answers null when it was done, else why not. */
type Answer = Promise<Refusal | null>;

export interface Approver {
  readonly asker: Asker;
  readonly person: Person;
}

/** Approvals, clicked or typed: the same rules for both. */
export interface Approving {
  click(request: PurgeRequest, by: Approver, clicked: { click: Click; claim: IncomingAction }): Answer;
  /** Only where TYPED_APPROVAL allows it. */
  typed(request: PurgeRequest, by: Approver, typed: { said: IncomingMessage; count: string | null }): Answer;
}

/** How the approval was given. */
interface Given {
  readonly proof: Pick<Approval, 'actionId' | 'typed' | 'comment'>;
  /** Whatever was typed as the number of messages. */
  readonly count: unknown;
}

export interface Joined {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly showing: Showing;
}

export function createApproving({ parts, claims, showing }: Joined): Approving {
  const { clock, reader, inbox, audit, log } = parts;

  const approve = async (request: PurgeRequest, { asker, person }: Approver, given: Given): Answer => {
    if ((await parts.guard.behind()) !== null) return { reason: 'folder-behind' };
    const floorMs = clock.now() - parts.ages.minAgeMs;
    const verdict = mayApprove(request, person, { today: { rules: parts.rules, floorMs }, typed: given.count });
    if (!verdict.allowed) return verdict.refusal;
    return (await changedAccount(asker)) ?? (await changedCard(request, asker)) ?? count(request, asker, given);
  };

  /** OFFICERS was resolved at the start; since then the account may be gone, or its address another's. */
  const changedAccount = async ({ id, email }: Asker): Answer => {
    const today = await inbox.person(id);
    const isSame = today !== null && today.email.toLowerCase() === email.toLowerCase();
    if (!isSame) return { reason: 'account-changed', email };
    return roleRefusal(await reader.probe(id));
  };

  /** Of a card that is not the one we posted nobody can say what the officer read: it is posted anew. */
  const changedCard = async (request: PurgeRequest, by: Asker): Answer => {
    const { id } = request;
    const state = await showing.undisturbed(id, () => checkPosted(parts, id));
    if (state.intact) return null;
    const details = { expected: state.expected, found: state.found, message: request.card?.messageId ?? null };
    const head = await audit.append({ type: 'card.changed', actor: by.id, purge: id, details });
    log.error('the card in the space is not the one that was posted', { purge: id, ...details });
    await showing.freshCard(request, { face: 'approval', request, head });
    return { reason: 'card-changed', id };
  };

  const count = async (request: PurgeRequest, by: Asker, given: Given): Answer => {
    const approval: Approval = {
      officer: by,
      at: nowIn(clock),
      cardMessageId: request.card?.messageId ?? '',
      ...given.proof,
    };
    const claimed = await claims.claim(request.id, { kind: 'approved', approval }, (next) => ({
      type: 'purge.approved',
      actor: by.id,
      purge: next.id,
      details: recordOf(next, approval),
    }));
    if (!claimed.ok) return claimed.refusal;
    const { request: next, head } = claimed;
    await announce(
      { showing, log },
      next.state === 'approved'
        ? { request: next, face: { face: 'grace', request: next }, notice: { kind: 'approved', request: next } }
        : {
            request: next,
            face: { face: 'approval', request: next, head },
            notice: countedNotice(request, next),
          },
    );
    return null;
  };

  return {
    click: (request, by, { click, claim }) => {
      parts.witnessed.set(claim.id, claim);
      return approve(request, by, {
        proof: { actionId: claim.id, comment: click.comment },
        count: click.count,
      });
    },
    typed: (request, by, { said, count: typed }) =>
      approve(request, by, { proof: { actionId: said.id, typed: true, comment: null }, count: typed }),
  };
}

/** Enough to prove the approval, and to make it again where a crash kept it from the state. */
function recordOf({ digest, card }: PurgeRequest, approval: Approval): Record<string, Json> {
  return {
    digest,
    action: approval.actionId,
    typed: approval.typed ?? false,
    card: card?.digest ?? null,
    cardMessage: approval.cardMessageId,
    comment: approval.comment,
    email: approval.officer.email,
  };
}

import type { Asker, AuditEntry, CardFace, Json, Notice, PurgeRequest, Refusal, StopCause } from '../model.js';
import type { Claims } from './claims.js';
import type { Parts } from './parts.js';
import type { Running } from './running.js';
import type { Showing } from './showing.js';

/** Answers null when it was done, else why not. */
type Answer = Promise<Refusal | null>;

/** A click, as far as a decision needs it; whether the person may decide has been settled before. */
export interface Decision {
  readonly by: Asker;
  readonly actionId: string;
  readonly comment: string | null;
}

/** What people decide about a request that stands. Each decision is claimed once, on record before it acts. */
export interface Deciding {
  approve(request: PurgeRequest, decision: Decision): Answer;
  reject(request: PurgeRequest, by: Asker, reason: string): Answer;
  cancel(request: PurgeRequest, by: Asker, reason: string | null): Answer;
  stop(request: PurgeRequest, by: Asker): Answer;
  resume(request: PurgeRequest, by: Asker): Answer;
  expire(request: PurgeRequest): Promise<void>;
}

export interface Joined {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly showing: Showing;
  readonly running: Running;
}

export function createDeciding({ parts, claims, showing, running }: Joined): Deciding {
  const { clock } = parts;
  const now = (): string => new Date(clock.now()).toISOString();

  const approve = async (request: PurgeRequest, { by, actionId, comment }: Decision): Answer => {
    if ((await parts.guard.behind()) !== null) return { reason: 'folder-behind' };
    const cardMessageId = request.card?.messageId ?? '';
    const approval = { officer: by, at: now(), actionId, cardMessageId, comment };
    const claimed = await claims.claim(request.id, { kind: 'approved', approval }, (next) =>
      entry('purge.approved', by, next, {
        digest: next.digest,
        action: actionId,
        card: next.card?.digest ?? null,
        cardMessage: cardMessageId,
        comment,
      }),
    );
    if (!claimed.ok) return claimed.refusal;
    const { request: next } = claimed;
    if (next.state === 'approved') {
      await announce(next, { face: 'grace', request: next }, { kind: 'approved', request: next });
    } else {
      await announce(next, { face: 'approval', request: next, head: claimed.head }, null);
    }
    return null;
  };

  const end = async (
    request: PurgeRequest,
    ended: { kind: 'rejected' | 'cancelled'; by: Asker; reason: string | null },
  ): Answer => {
    const ending = { by: ended.by.id, byName: ended.by.displayName, at: now(), reason: ended.reason };
    const claimed = await claims.claim(request.id, { kind: ended.kind, ending }, (next) =>
      entry(`purge.${ended.kind}`, ended.by, next, { digest: next.digest, reason: ended.reason }),
    );
    if (!claimed.ok) return claimed.refusal;
    await close(claimed.request, ended.kind);
    return null;
  };

  const close = (request: PurgeRequest, kind: 'rejected' | 'cancelled' | 'expired'): Promise<void> =>
    announce(request, { face: 'closed', request }, { kind, request });

  /** The decision stands, whether the space can be told or not; a card that lags behind is put right by the agenda. */
  const announce = async (request: PurgeRequest, face: CardFace, notice: Notice | null): Promise<void> => {
    const untold = (error: unknown): void =>
      parts.log.warn('a decision could not be told', { purge: request.id, face: face.face, error });
    const shown = await showing.card(request, face).catch(untold);
    // Where Webex refused the edit the card is another message now.
    if (notice !== null) await showing.say(notice, (shown ?? request).card?.messageId).catch(untold);
  };

  /** Stopping is the one step that does not wait for its record: pulling the cord must work even with a full disk. */
  const stop = async (request: PurgeRequest, by: Asker): Answer => {
    const cause: StopCause = { kind: 'person', by: by.id, byName: by.displayName };
    if (running.halt(request.id, cause)) return null;
    const claimed = await claims.claim(request.id, { kind: 'stopped', at: now(), cause }, (next) =>
      entry('purge.stopped', by, next, { digest: next.digest, cause }),
    );
    if (!claimed.ok) return claimed.refusal;
    await running.showStopped(claimed.request);
    return null;
  };

  const resume = async (request: PurgeRequest, by: Asker): Answer => {
    const probe = await parts.reader.probe(by.id);
    if (!probe.ok) return { reason: 'role-refused', status: probe.status };
    const refusal = await running.resume(request, by);
    if (refusal !== null) return refusal;
    await showing.say({ kind: 'resumed', request, byName: by.displayName }).catch((error: unknown) => {
      parts.log.warn('a resumed run could not be told', { purge: request.id, error });
    });
    return null;
  };

  const expire = async (request: PurgeRequest): Promise<void> => {
    const ending = { by: 'bot', byName: 'the bot', at: now(), reason: null };
    const claimed = await claims.claim(request.id, { kind: 'expired', ending }, (next) => ({
      type: 'purge.expired',
      actor: 'bot',
      purge: next.id,
      details: { digest: next.digest, approvals: next.approvals.length },
    }));
    if (claimed.ok) await close(claimed.request, 'expired');
  };

  return {
    approve,
    reject: (request, by, reason) => end(request, { kind: 'rejected', by, reason }),
    cancel: (request, by, reason) => end(request, { kind: 'cancelled', by, reason }),
    stop,
    resume,
    expire,
  };
}

function entry(type: string, by: Asker, request: PurgeRequest, details: Record<string, Json>): AuditEntry {
  return { type, actor: by.id, purge: request.id, details: { ...details, email: by.email } };
}

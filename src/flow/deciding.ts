import type { Asker, AuditEntry, Json, PurgeRequest, Refusal, StopCause } from '../model.js';
import { announce } from './announcing.js';
import type { Claims } from './claims.js';
import { nowIn } from './now.js';
import type { Parts } from './parts.js';
import { reopen } from './reopening.js';
import { roleRefusal } from './role.js';
import type { Running } from './running.js';
import type { Showing } from './showing.js';

/** Answers null when it was done, else why not. */
type Answer = Promise<Refusal | null>;

/** What people decide about a request that stands. Each decision is claimed once, on record before it acts. */
export interface Deciding {
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
  const { clock, log } = parts;
  const now = (): string => nowIn(clock);

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
    announce({ showing, log }, { request, face: { face: 'closed', request }, notice: { kind, request } });

  /** Stopping is the one step that does not wait for its record: pulling the cord must work even with a full disk. */
  const stop = async (request: PurgeRequest, by: Asker): Answer => {
    const cause: StopCause = { kind: 'person', by: by.id, byName: by.displayName };
    if (running.halt(request.id, cause)) return null;
    const claimed = await claims
      .claim(request.id, { kind: 'stopped', at: now(), cause }, (next) =>
        entry('purge.stopped', by, next, { digest: next.digest, cause }),
      )
      .catch((error: unknown) => {
        running.bar(request.id, cause);
        throw error;
      });
    if (!claimed.ok) return claimed.refusal;
    await running.showStopped(claimed.request);
    return null;
  };

  const resume = async (request: PurgeRequest, by: Asker): Answer => {
    const unproven = roleRefusal(await parts.reader.probe(by.id));
    if (unproven !== null) return unproven;
    const refusal = await running.resume(request, by);
    if (refusal?.reason === 'stood-too-long') return reopen({ parts, claims, showing }, request, by);
    if (refusal !== null) return refusal;
    await showing.say({ kind: 'resumed', request, byName: by.displayName }).catch((error: unknown) => {
      log.warn('a resumed run could not be told', { purge: request.id, error });
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

import type { AuditHead, CardFace, PurgeRequest } from '../model.js';
import { faceDue } from './agenda.js';
import type { Claims } from './claims.js';
import type { Parts } from './parts.js';
import { storedProgress } from './progress.js';
import { postReport } from './reporting.js';
import type { Showing } from './showing.js';

/** Brings the space up to where things stand, after a crash or a failure kept something from it. */
export interface Mending {
  show(request: PurgeRequest): Promise<void>;
  report(request: PurgeRequest): Promise<void>;
}

export function createMending(parts: Parts, claims: Claims, showing: Showing): Mending {
  const cardDue = async (request: PurgeRequest): Promise<CardFace | null> => {
    const face = faceDue(request);
    switch (face) {
      case null:
        return null;
      case 'approval':
        return { face, request, head: await approvalHead(request) };
      case 'stopped':
      case 'progress':
        return { face, request, progress: await storedProgress(parts, request) };
      case 'preview':
      case 'grace':
      case 'closed':
        return { face, request };
    }
  };

  /** A card that may have been posted already is made once more with the head it had then: so it stays the same to the byte. */
  const approvalHead = async (request: PurgeRequest): Promise<AuditHead> => {
    const frozen = request.card === null ? await frozenHead(parts, request.id) : null;
    return frozen ?? parts.audit.head();
  };

  return {
    show: ({ id }) => showing.settle(id, cardDue),
    report: (request) => postReport({ parts, claims, showing }, request),
  };
}

async function frozenHead({ past }: Parts, id: string): Promise<AuditHead | null> {
  for await (const records of past.records()) {
    for (const { type, purge, seq, hash } of records) if (purge === id && type === 'purge.frozen') return { seq, hash };
  }
  return null;
}

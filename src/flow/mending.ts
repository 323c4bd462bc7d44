import type { AuditHead, CardFace, PurgeRequest } from '../model.js';
import { faceDue } from './agenda.js';
import { cardArrived, lastRecords, reportArrived } from './arrived.js';
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
    const frozen = request.card === null ? (await lastRecords(parts.past, request.id)).get('purge.frozen') : undefined;
    return frozen === undefined ? parts.audit.head() : { seq: frozen.seq, hash: frozen.hash };
  };

  /** A first card may stand in the space without our knowing: then that one is taken for ours, and no second one posted. */
  const show = async (request: PurgeRequest): Promise<void> => {
    const isFirst = request.card === null && faceDue(request) === 'approval';
    const arrived = isFirst ? await cardArrived(parts, request) : null;
    await (arrived === null ? showing.settle(request.id, cardDue) : showing.adopt(request.id, arrived));
  };

  /** Begun before, and never known to be posted: it may have arrived all the same. */
  const report = async (request: PurgeRequest): Promise<void> => {
    const mayStand = (request.report?.begun ?? 0) > 0;
    if (mayStand && (await reportArrived(parts, request))) {
      parts.log.info('a report had arrived before its posting was cut off', { purge: request.id });
      await claims.claim(request.id, { kind: 'report-posted' }, null);
    } else await postReport({ parts, claims, showing }, request);
  };

  return { show, report };
}

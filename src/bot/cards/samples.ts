import type { CardFace, Ending, Figures, Progress, PurgeRequest } from '../../model.js';
import { DECIDED, IN_PARTS, LARGEST, REQUEST, SMALLEST } from './sample-requests.js';

const REHEARSED: PurgeRequest = {
  ...DECIDED,
  rules: { ...REQUEST.rules, rehearsal: true },
  figures: {
    candidates: 12_345,
    outcomes: { deleted: 0, 'already-gone': 0, held: 0, denied: 0, locked: 0, failed: 0, 'not-attempted': 12_345 },
    verified: 0,
    durationMs: 60_000,
  },
};

const PROGRESS: Progress = {
  done: 4_321,
  total: 12_345,
  outcomes: { deleted: 4_300, 'already-gone': 21, held: 0, denied: 0, locked: 0, failed: 0, 'not-attempted': 8_024 },
  phase: 'purging',
  perSecond: 45.5,
};

const HEAD = { seq: 123, hash: 'abcdef0123456789'.repeat(4) };

/** Above what one purge may delete. */
const TOO_MANY: PurgeRequest = {
  ...REQUEST,
  state: 'over-limit',
  approvals: [],
  expiresAt: null,
  rules: { ...REQUEST.rules, maxMessages: 10_000 },
  summary: IN_PARTS,
};

const BY_THE_BOT: Ending = { by: 'bot', byName: 'the bot', at: '2026-11-27T14:05:00.000Z', reason: null };
const REPLACED: Ending = { ...BY_THE_BOT, byName: 'Olivia Officer', replacedBy: 'p-20261125-sample' };
const ALL_DELETED: Figures = {
  candidates: 12_345,
  outcomes: { deleted: 12_044, 'already-gone': 300, held: 1, denied: 0, locked: 0, failed: 0, 'not-attempted': 0 },
  verified: 12_044,
  durationMs: 900_000,
};

/** A request that ended before anything ran. */
function undone(state: PurgeRequest['state'], ending = REQUEST.ending): CardFace {
  return { face: 'closed', request: { ...REQUEST, state, ending, run: null, figures: null } };
}

function done(request: PurgeRequest, state: 'completed' | 'incomplete', figures = request.figures): CardFace {
  return { face: 'closed', request: { ...request, state, figures, ending: null } };
}

function progressIn(phase: Progress['phase'], request = DECIDED): CardFace {
  const isOver = phase === 'verifying' || phase === 'reporting';
  const progress = isOver ? { ...PROGRESS, done: PROGRESS.total, outcomes: ALL_DELETED.outcomes } : PROGRESS;
  return { face: 'progress', request, progress: { ...progress, phase } };
}

/** Every face in every state that looks different, by which the templates are checked at every start. */
export const SAMPLES: readonly CardFace[] = [
  { face: 'preview', request: REQUEST },
  { face: 'preview', request: SMALLEST },
  { face: 'preview', request: LARGEST },
  { face: 'approval', request: REQUEST, head: HEAD },
  { face: 'approval', request: SMALLEST, head: HEAD },
  { face: 'approval', request: LARGEST, head: HEAD },
  { face: 'approval', request: TOO_MANY, head: HEAD },
  { face: 'grace', request: DECIDED },
  ...(['purging', 'canary', 'outage', 'hours', 'verifying', 'reporting'] as const).map((phase) => progressIn(phase)),
  { face: 'stopped', request: DECIDED, progress: PROGRESS },
  undone('rejected'),
  undone('expired', BY_THE_BOT),
  undone('withdrawn', REPLACED),
  undone('cancelled'),
  done(DECIDED, 'completed', ALL_DELETED),
  done(DECIDED, 'incomplete'),
  { face: 'grace', request: REHEARSED },
  done(REHEARSED, 'incomplete'),
];

import type { CardFace, Progress, PurgeRequest } from '../../model.js';

const OFFICER = { id: 'asker', email: 'olivia@example.com', displayName: 'Olivia Officer' };

/** A request with every part filled, so that every place of a template is tried. */
const REQUEST: PurgeRequest = {
  id: 'p-20261124-sample',
  version: 1,
  recorded: 0,
  kind: 'purge',
  state: 'awaiting',
  asker: OFFICER,
  policy: false,
  span: { from: '2026-08-27T14:05:00.000Z', to: '2026-10-25T14:05:00.000Z' },
  filters: { persons: ['ann@example.com'], domains: [] },
  rules: {
    approvalsRequired: 2,
    selfApproval: false,
    approvalTtlMs: 259_200_000,
    gracePeriodMs: 900_000,
    confirmAbove: 1_000,
    maxMessages: 200_000,
    canarySize: 50,
    crossOrg: 'exclude',
    rehearsal: false,
  },
  createdAt: '2026-11-24T14:05:00.000Z',
  expiresAt: '2026-11-27T14:05:00.000Z',
  nonce: 'sample',
  digest: '0123456789abcdef'.repeat(4),
  summary: {
    messages: 12_345,
    atMost: 12_345,
    people: 321,
    spaces: 456,
    oldest: '2026-08-27T15:00:12.000Z',
    newest: '2026-10-25T13:59:00.000Z',
    busiest: [{ email: 'ann@example.com', messages: 1_234 }],
    weeks: [
      { from: '2026-08-24T00:00:00.000Z', messages: 2_345 },
      { from: '2026-08-31T00:00:00.000Z', messages: 4_000 },
      { from: '2026-09-07T00:00:00.000Z', messages: 0 },
      { from: '2026-09-14T00:00:00.000Z', messages: 6_000 },
    ],
    leftOut: {
      'already-gone': 12,
      filtered: 3,
      external: 40,
      bot: 5,
      'members-unknown': 1,
      held: 7,
      'in-open-purge': 2,
    },
    outside: { messages: 120, written: 60 },
    scanned: 98_765,
    coverage: {
      holes: [{ from: '2026-09-01T00:00:00.000Z', to: '2026-09-01T00:15:00.000Z', events: 'created' }],
      nothingBefore: '2026-08-27T14:05:00.000Z',
    },
    previous: {
      id: 'p-20261101-sample',
      finishedAt: '2026-11-01T16:00:00.000Z',
      messages: 5_000,
      people: 300,
      oldest: '2026-08-03T09:00:00.000Z',
      external: 12,
    },
    forecast: { perSecond: 45.5, basis: 'measured', durationMs: 271_000, endsAt: '2026-11-24T14:25:00.000Z' },
    passing: { from: '2026-11-25T15:00:00.000Z', until: '2026-12-08T14:05:00.000Z', messages: 123 },
    split: null,
    continues: 'p-20261101-sample',
    covered: null,
  },
  card: null,
  approvals: [
    { officer: OFFICER, at: '2026-11-24T15:00:00.000Z', actionId: 'action', cardMessageId: 'card', comment: 'Agreed' },
  ],
  startsAt: '2026-11-24T15:15:00.000Z',
  ending: { by: 'asker', byName: 'Olivia Officer', at: '2026-11-24T16:00:00.000Z', reason: 'Wrong window' },
  run: {
    startedAt: '2026-11-24T15:15:00.000Z',
    resumedAt: null,
    executors: [OFFICER],
    stopped: { at: '2026-11-24T15:20:00.000Z', cause: { kind: 'person', by: 'asker', byName: 'Olivia Officer' } },
    finishedAt: '2026-11-24T15:30:00.000Z',
  },
  figures: {
    candidates: 12_345,
    outcomes: { deleted: 12_000, 'already-gone': 300, held: 1, denied: 2, locked: 3, failed: 4, 'not-attempted': 35 },
    verified: 11_990,
    durationMs: 900_000,
  },
  report: null,
};

const PROGRESS: Progress = {
  done: 4_321,
  total: 12_345,
  outcomes: { deleted: 4_300, 'already-gone': 21, held: 0, denied: 0, locked: 0, failed: 0, 'not-attempted': 0 },
  phase: 'purging',
  perSecond: 45.5,
};

/** One example of each face, by which the templates are checked at every start. */
export const SAMPLES: readonly CardFace[] = [
  { face: 'preview', request: REQUEST },
  { face: 'approval', request: REQUEST, head: { seq: 123, hash: 'abcdef0123456789'.repeat(4) } },
  { face: 'grace', request: REQUEST },
  { face: 'progress', request: REQUEST, progress: PROGRESS },
  { face: 'stopped', request: REQUEST, progress: PROGRESS },
  { face: 'closed', request: REQUEST },
];

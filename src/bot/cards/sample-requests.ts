import type { PreviousPurge, PurgeRequest, Summary } from '../../model.js';

const OFFICER = { id: 'asker', email: 'olivia@example.com', displayName: 'Olivia Officer' };
const APPROVER = { id: 'approver', email: 'oscar@example.com', displayName: 'Oscar Officer' };
const SECOND = { id: 'second', email: 'petra@example.com', displayName: 'Petra Prüfer' };

const PREVIOUS: PreviousPurge = {
  id: 'p-20261101-sample',
  finishedAt: '2026-11-01T16:00:00.000Z',
  messages: 5_000,
  people: 300,
  oldest: '2026-08-03T09:00:00.000Z',
  external: null,
};

const SUMMARY: Summary = {
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
  outside: null,
  scanned: 98_765,
  holds: {
    size: 12,
    changedAt: '2026-11-20T09:30:00.000Z',
    unresolved: 1,
    unresolvedShown: ['gone@example.com'],
    removed: 1,
    removedShown: [{ who: 'bob@example.com', by: OFFICER, at: '2026-11-19T08:00:00.000Z', reaches: 3 }],
  },
  coverage: {
    holes: [{ from: '2026-09-01T00:00:00.000Z', to: '2026-09-01T00:15:00.000Z', events: 'created' }],
    nothingBefore: '2026-08-27T14:05:00.000Z',
  },
  previous: PREVIOUS,
  forecast: { perSecond: 45.5, basis: 'measured', durationMs: 271_000, endsAt: '2026-11-24T14:25:00.000Z' },
  passing: { from: '2026-11-25T15:00:00.000Z', until: '2026-12-08T14:05:00.000Z', messages: 123 },
  split: null,
  continues: 'p-20261101-sample',
  covered: null,
};

/** What the same scan says of a list that is above the cap. */
export const IN_PARTS: Summary = {
  ...SUMMARY,
  split: {
    parts: 4,
    first: [
      { from: '2026-08-27T14:05:00.000Z', to: '2026-09-04T00:00:00.000Z', messages: 3_120 },
      { from: '2026-09-04T00:00:00.000Z', to: '2026-09-12T09:30:15.000Z', messages: 3_201 },
      { from: '2026-09-12T09:30:15.000Z', to: '2026-09-20T00:00:00.000Z', messages: 3_008 },
    ],
  },
};

/** A request with every part filled, so that every place of a template is tried. */
export const REQUEST: PurgeRequest = {
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
  summary: SUMMARY,
  card: null,
  approvals: [
    { officer: APPROVER, at: '2026-11-24T15:00:00.000Z', actionId: 'action', cardMessageId: 'card', comment: 'Agreed' },
  ],
  startsAt: '2026-11-24T15:15:00.000Z',
  ending: { by: 'approver', byName: 'Oscar Officer', at: '2026-11-24T16:00:00.000Z', reason: 'Wrong window' },
  run: {
    startedAt: '2026-11-24T15:15:00.000Z',
    resumedAt: null,
    executors: [APPROVER],
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

/** The same with both approvals. */
export const DECIDED: PurgeRequest = {
  ...REQUEST,
  approvals: [
    ...REQUEST.approvals,
    { officer: SECOND, at: '2026-11-24T15:05:00.000Z', actionId: 'action', cardMessageId: 'card', comment: null },
  ],
};

/** As little as a request can hold. */
export const SMALLEST: PurgeRequest = {
  ...REQUEST,
  asker: null,
  filters: { persons: [], domains: [] },
  approvals: [],
  digest: null,
  startsAt: null,
  ending: null,
  run: null,
  figures: null,
  summary: {
    ...SUMMARY,
    messages: 1,
    atMost: 1,
    people: 1,
    spaces: 1,
    busiest: [],
    weeks: [{ from: '2026-08-24T00:00:00.000Z', messages: 1 }],
    leftOut: { ...SUMMARY.leftOut, 'already-gone': 0, filtered: 0, external: 0, bot: 0, held: 0, 'in-open-purge': 0 },
    outside: null,
    coverage: { holes: [], nothingBefore: null },
    previous: null,
    forecast: null,
    passing: null,
    continues: null,
  },
};

/** Long names, in both directions, and figures of a large organisation. */
export const LARGEST: PurgeRequest = {
  ...REQUEST,
  asker: { ...OFFICER, displayName: 'مرحبا بالعالم '.repeat(20), email: `${'very.long.name.'.repeat(13)}@example.com` },
  rules: { ...REQUEST.rules, maxMessages: 20_000_000, crossOrg: 'include' },
  summary: {
    ...SUMMARY,
    messages: 10_000_000,
    atMost: 12_000_000,
    people: 250_000,
    spaces: 1_500_000,
    outside: { messages: 1_200_000, written: 600_000 },
    leftOut: { ...SUMMARY.leftOut, external: 0 },
    previous: { ...PREVIOUS, external: 12_000 },
    forecast: { perSecond: 4.2, basis: 'published', durationMs: 2_380_952_000, endsAt: '2026-12-22T03:00:00.000Z' },
    busiest: Array.from({ length: 5 }, (_, n) => ({
      email: `${'very.long.name.'.repeat(13)}${String(n)}@example.com`,
      messages: 1_000_000,
    })),
    weeks: Array.from({ length: 14 }, (_, n) => ({
      from: new Date(Date.UTC(2026, 6, 27 + 7 * n)).toISOString(),
      messages: (n % 5) * 500_000,
    })),
  },
};

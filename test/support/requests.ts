import type { Asker, Officer, PurgeRequest, Rules, Session, Summary } from '../../src/model.js';

export const OLIVIA: Officer = { id: 'person-olivia', email: 'olivia@example.com', displayName: 'Olivia Officer' };
export const OSCAR: Officer = { id: 'person-oscar', email: 'oscar@example.com', displayName: 'Oscar Officer' };
export const PAUL: Asker = { id: 'person-paul', email: 'paul@example.com', displayName: 'Paul Plain' };

export const RULES: Rules = {
  approvalsRequired: 1,
  selfApproval: false,
  approvalTtlMs: 72 * 3_600_000,
  gracePeriodMs: 15 * 60_000,
  confirmAbove: 1_000,
  maxMessages: 200_000,
  canarySize: 50,
  crossOrg: 'exclude',
  rehearsal: false,
};

export function summaryOf(messages: number): Summary {
  return {
    messages,
    atMost: messages,
    people: Math.min(messages, 7),
    spaces: Math.min(messages, 4),
    oldest: messages === 0 ? null : '2026-08-28T00:00:00.000Z',
    newest: messages === 0 ? null : '2026-10-20T00:00:00.000Z',
    busiest: messages === 0 ? [] : [{ email: 'alice@example.com', messages }],
    weeks: messages === 0 ? [] : [{ from: '2026-08-24T00:00:00.000Z', messages }],
    leftOut: { 'already-gone': 0, filtered: 0, external: 0, bot: 0, 'members-unknown': 0, held: 0, 'in-open-purge': 0 },
    outside: null,
    scanned: messages * 3,
    coverage: { holes: [], nothingBefore: null },
    previous: null,
    forecast: null,
    passing: null,
    split: null,
    continues: null,
    covered: null,
  };
}

/** An open request of Olivia's with its card in the space; change what the test is about. */
export function aRequest(changes: Partial<PurgeRequest> = {}): PurgeRequest {
  return {
    id: '20261124-abc123',
    version: 1,
    recorded: 0,
    kind: 'purge',
    state: 'awaiting',
    asker: OLIVIA,
    policy: true,
    span: { from: '2026-08-27T00:00:00.000Z', to: '2026-10-25T00:00:00.000Z' },
    filters: { persons: [], domains: [] },
    rules: RULES,
    createdAt: '2026-11-24T12:00:00.000Z',
    expiresAt: '2026-11-27T12:00:00.000Z',
    nonce: 'nonce-of-the-request',
    digest: 'd'.repeat(64),
    summary: summaryOf(12),
    card: { messageId: 'message-of-the-card', digest: 'c'.repeat(64), edits: 0, face: 'approval' },
    approvals: [],
    startsAt: null,
    ending: null,
    run: null,
    figures: null,
    report: null,
    ...changes,
  };
}

export function sessionOf({ id, email, displayName }: Asker): Session {
  return {
    personId: id,
    email,
    displayName,
    signedInAt: '2026-11-01T00:00:00.000Z',
    endsAt: '2027-01-30T00:00:00.000Z',
    missingScopes: [],
  };
}

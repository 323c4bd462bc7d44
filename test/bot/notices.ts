import type {
  CardFace,
  CommandProblem,
  Figures,
  Hold,
  Notice,
  Outcome,
  OwnPost,
  Progress,
  PurgeRequest,
  Refusal,
  ScheduleStanding,
  SignInHelp,
  StopCause,
} from '../../src/model.js';
import { aHold, SPACE_HOLD } from '../support/holds.js';
import { aRequest, OLIVIA, sessionOf, summaryOf } from '../support/requests.js';

/** What a person, or whoever names themselves in Webex, may try to smuggle in. */
export const EVIL =
  '**bold** _i_ `code` <@all> <@personEmail:ceo@example.com|boss> [click](http://evil.example) <b>html</b> ' +
  'http://evil.example ${1+1} \u202Ertl\u2066 \u0007\u001b[31m =cmd() # head &lt;@all&gt; | a ~~b~~ \\';

export const SIGN_IN: SignInHelp = { loginUrl: 'https://purge.example/login', tunnel: null };
export const TUNNEL: SignInHelp = {
  loginUrl: 'http://localhost:5000/login',
  tunnel: { host: 'purge-host', command: 'ssh -L 5000:localhost:5000 purge-host' },
};

export const HEAD = { seq: 123, hash: 'abcdef0123456789'.repeat(4) };

/** A post of ours that the audit does not know. */
export const FOREIGN: OwnPost = {
  messageId: 'message-of-the-post',
  postedAt: '2026-11-24T14:05:00.000Z',
  shows: { seq: 999, hash: '1234567812345678', of: null },
};

const OUTCOMES: Readonly<Record<Outcome, number>> = {
  deleted: 1_200,
  'already-gone': 30,
  held: 1,
  denied: 2,
  locked: 3,
  failed: 4,
  'not-attempted': 5,
};

export const FIGURES: Figures = { candidates: 1_245, outcomes: OUTCOMES, verified: 1_199, durationMs: 83_000 };

export const PROGRESS: Progress = { done: 400, total: 1_245, outcomes: OUTCOMES, phase: 'purging', perSecond: 25 };

const AT = '2026-11-24T03:00:00.000Z';

const STANDING: ScheduleStanding = {
  cron: '0 3 * * *',
  timeZone: 'Europe/Berlin',
  paused: null,
  next: AT,
  lastRun: AT,
  waitsForSignIn: false,
};

/** A request whose every foreign string is `text`. */
export function foreign(text: string, changes: Partial<PurgeRequest> = {}): PurgeRequest {
  const person = { id: 'person', email: text, displayName: text };
  return aRequest({
    asker: person,
    filters: { persons: [text], domains: [text] },
    summary: { ...summaryOf(1_245), busiest: Array.from({ length: 5 }, () => ({ email: text, messages: 9 })) },
    approvals: [{ officer: person, at: '2026-11-24T13:00:00.000Z', actionId: 'a', cardMessageId: 'm', comment: text }],
    startsAt: '2026-11-24T13:15:00.000Z',
    ending: { by: 'person', byName: text, at: '2026-11-24T13:30:00.000Z', reason: text },
    run: {
      startedAt: '2026-11-24T13:15:00.000Z',
      resumedAt: null,
      executors: [person],
      stopped: { at: '2026-11-24T13:20:00.000Z', cause: { kind: 'person', by: 'person', byName: text } },
      finishedAt: '2026-11-24T13:40:00.000Z',
    },
    figures: FIGURES,
    ...changes,
  });
}

export function faces(request: PurgeRequest): CardFace[] {
  return [
    { face: 'preview', request },
    { face: 'approval', request, head: HEAD },
    { face: 'grace', request },
    { face: 'progress', request, progress: PROGRESS },
    { face: 'stopped', request, progress: PROGRESS },
    { face: 'closed', request },
  ];
}

function refusals(text: string): Refusal[] {
  const request = foreign(text);
  const { id, ending, approvals, asker } = request;
  return [
    { reason: 'not-officer' },
    { reason: 'not-signed-in', signIn: TUNNEL },
    { reason: 'role-refused', status: 403 },
    { reason: 'role-refused', status: null },
    { reason: 'role-unknown' },
    { reason: 'wrong-space' },
    { reason: 'unknown-request', id: text },
    { reason: 'forged' },
    { reason: 'stale-card', id },
    { reason: 'own-request' },
    { reason: 'approved-before' },
    { reason: 'not-open', id, state: 'rejected', ending, approvals },
    { reason: 'not-open', id, state: 'approved', ending: null, approvals },
    { reason: 'not-running', id, state: 'completed' },
    { reason: 'not-frozen', id, state: 'previewed' },
    { reason: 'no-report', id, state: 'running' },
    { reason: 'files-removed', id, at: '2026-11-24T03:00:00.000Z' },
    { reason: 'disk-full', freeBytes: 1_000_000, neededBytes: 64 * 1024 * 1024 },
    { reason: 'only-asker', id, asker },
    { reason: 'count-wrong', typed: text, expected: 1_245 },
    { reason: 'reason-missing' },
    { reason: 'over-limit', messages: 300_000, maxMessages: 200_000 },
    { reason: 'queue-full', waiting: 5 },
    { reason: 'clock-skew', skewMs: -360_000 },
    { reason: 'card-changed', id },
    { reason: 'rule-tightened', id, rule: 'CROSS_ORG' },
    { reason: 'account-changed', email: text },
    { reason: 'asked-before', id: text },
    { reason: 'nothing-running' },
    { reason: 'folder-behind' },
    { reason: 'already-held', hold: holdOf(text) },
    { reason: 'not-held', who: text },
    { reason: 'held-by-file', who: text },
    { reason: 'stood-too-long', id },
    { reason: 'approvals-unproven', id, proven: 0, required: 1 },
  ];
}

function problems(text: string): CommandProblem[] {
  return [
    { kind: 'window-unreadable', text },
    { kind: 'window-backwards', text },
    { kind: 'window-in-future', text },
    { kind: 'window-too-young', text, floor: '2026-10-25T00:00:00.000Z' },
    { kind: 'window-beyond-horizon', text, horizon: '2026-08-27T00:00:00.000Z' },
    { kind: 'filter-unreadable', text },
    { kind: 'id-missing' },
    { kind: 'id-unreadable', text },
    { kind: 'reason-missing' },
    { kind: 'number-unreadable', text },
    { kind: 'hold-unreadable', text },
    { kind: 'too-many-words', text },
  ];
}

function stopCauses(text: string): StopCause[] {
  return [
    { kind: 'person', by: 'person', byName: text },
    { kind: 'stop-file' },
    { kind: 'folder-behind' },
    { kind: 'shutdown' },
    { kind: 'canary', missing: 3, of: 50, ids: ['message-1', 'message-2', 'message-3'] },
    { kind: 'approvals-unproven', proven: 0, required: 1 },
    { kind: 'stood-too-long' },
    { kind: 'refusals', status: 403, inARow: 10 },
    { kind: 'no-executor' },
    { kind: 'clock', skewMs: 400_000 },
    { kind: 'holds', message: text, hint: text },
    { kind: 'failure', message: text },
  ];
}

/** Everything the bot can say, every foreign string being `text`. */
export function notices(text: string): Notice[] {
  const request = foreign(text);
  const session = { ...sessionOf(OLIVIA), displayName: text, email: text, missingScopes: [text] };
  return [
    ...answers(text, request),
    ...refusals(text).map((refusal): Notice => ({ kind: 'refused', to: text, refusal })),
    ...faces(request).map((card): Notice => ({ kind: 'card', card })),
    ...aboutHolds(text),
    ...stopCauses(text).map((cause): Notice => {
      const run = {
        startedAt: request.createdAt,
        resumedAt: null,
        executors: [],
        stopped: { at: request.createdAt, cause },
        finishedAt: null,
      };
      return { kind: 'stopped', request: { ...request, run }, progress: PROGRESS };
    }),
    { kind: 'whoami', name: text, email: text, officer: true, session, signIn: SIGN_IN },
    { kind: 'whoami', name: text, email: text, officer: true, session: null, signIn: TUNNEL },
    { kind: 'whoami', name: text, email: text, officer: false, session: null, signIn: SIGN_IN },
    { kind: 'status', open: [], scansWaiting: 0, sessions: [], behind: null, signIn: TUNNEL },
    { kind: 'signed-in', session },
    { kind: 'signed-out', name: text, had: true },
    { kind: 'signed-out', name: text, had: false },
    { kind: 'sign-in-ended', name: text, cutOff: false, signIn: SIGN_IN },
    { kind: 'sign-in-ended', name: text, cutOff: true, signIn: SIGN_IN },
    { kind: 'sign-in-ends', name: text, endsAt: '2026-12-08T12:00:00.000Z', signIn: TUNNEL },
    { kind: 'sign-in-erased', name: text },
    { kind: 'sign-in-link', signIn: TUNNEL },
    { kind: 'folder-behind', newest: FOREIGN, ours: HEAD },
    { kind: 'folder-behind', newest: FOREIGN, ours: { ...HEAD, seq: 1_000 } },
    { kind: 'folder-accepted', newest: FOREIGN, byName: text },
    {
      kind: 'status',
      open: [
        { request, progress: PROGRESS },
        { request: { ...request, state: 'approved' }, progress: null },
        { request: { ...request, state: 'stopped' }, progress: null },
      ],
      scansWaiting: 2,
      sessions: [session],
      behind: FOREIGN,
      signIn: SIGN_IN,
    },
  ];
}

function holdOf(text: string, changes: Partial<Hold> = {}): Hold {
  const by = { id: 'person', email: text, displayName: text };
  return aHold({ who: text, email: text, name: text, reason: text, by, ...changes });
}

function aboutHolds(text: string): Notice[] {
  const request = foreign(text);
  const [given, inFile] = [holdOf(text), holdOf(text, { kind: 'unresolved', by: null })];
  const counts = { kept: 12, tooLate: 3, onTheWay: 2, unknown: 1 };
  const removed = { by: given.by, at: request.createdAt };
  return [
    { kind: 'holds', holds: [], changedAt: null },
    { kind: 'holds', holds: [given, inFile, SPACE_HOLD], changedAt: request.createdAt },
    { kind: 'hold-added', hold: given, effects: [] },
    { kind: 'hold-added', hold: { ...inFile, who: 'id' }, effects: [{ request, ...counts }] },
    { kind: 'hold-added', hold: SPACE_HOLD, effects: [] },
    { kind: 'hold-removed', hold: { ...given, removed }, still: null },
    { kind: 'hold-removed', hold: { ...given, removed: { ...removed, by: null } }, still: inFile },
    { kind: 'holds-file', holds: 3, added: 2, addedShown: [text], removed: 1, removedShown: [text] },
    { kind: 'holds-file', holds: null, added: 0, addedShown: [], removed: 30, removedShown: [text] },
    { kind: 'another-approval-needed', request, removed: [{ who: text, ...removed, reaches: 3 }] },
  ];
}

function answers(text: string, request: PurgeRequest): Notice[] {
  const incomplete = { ...request, state: 'incomplete' } as const;
  return [
    { kind: 'help', officer: true, problem: null },
    { kind: 'help', officer: false, problem: { unknown: text } },
    { kind: 'help', officer: true, typedApproval: true, problem: null },
    ...problems(text).map((problem): Notice => ({
      kind: 'help',
      officer: true,
      problem: { command: 'purge', problem },
    })),
    { kind: 'scan-accepted', request, ahead: 0 },
    { kind: 'scan-accepted', request: { ...request, kind: 'preview' }, ahead: 2 },
    { kind: 'scan-failed', request, message: text, hint: text },
    { kind: 'nothing-due', request },
    { kind: 'nothing-in-what-was-read', request },
    { kind: 'passing', request },
    { kind: 'scan-progress', request, progress: { read: 1_234, share: 0.4, elapsedMs: 8_000 } },
    { kind: 'scan-progress', request, progress: { read: 1_234, share: 1, elapsedMs: 8_000 } },
    { kind: 'list-file', request },
    { kind: 'list-sent', request, to: text },
    { kind: 'approved', request },
    { kind: 'approval-counted', request },
    { kind: 'withdrawn', request },
    { kind: 'reopened', request: { ...request, rest: 7 }, byName: text },
    { kind: 'overlapping', request, others: [request, { ...request, asker: null }] },
    { kind: 'reminder', request, mentioned: [] },
    { kind: 'told-directly', to: text },
    { kind: 'rejected', request },
    { kind: 'cancelled', request },
    { kind: 'expired', request },
    { kind: 'resumed', request, byName: text },
    { kind: 'interrupted', requests: [request] },
    { kind: 'report', request: incomplete, figures: FIGURES, head: HEAD, copy: 'corrected', file: 'too-large' },
    { kind: 'report', request, figures: FIGURES, head: HEAD, copy: 'first', file: 'attached' },
    { kind: 'report', request, figures: FIGURES, head: HEAD, copy: 'first', file: 'gzipped' },
    { kind: 'history', requests: [request, { ...request, figures: null }] },
    { kind: 'history', requests: [] },
    { kind: 'schedule', standing: null, changed: null },
    { kind: 'schedule', standing: STANDING, changed: null },
    {
      kind: 'schedule',
      standing: { ...STANDING, next: null, lastRun: null, waitsForSignIn: true },
      changed: 'resumed',
    },
    { kind: 'schedule', standing: { ...STANDING, paused: { byName: text, at: AT } }, changed: 'paused' },
    { kind: 'schedule-late', request, slot: AT },
    { kind: 'schedule-waiting', slot: AT, signIn: TUNNEL },
    { kind: 'schedule-skipped', slot: AT, open: foreign(text, { asker: null }) },
    { kind: 'schedule-skipped', slot: AT, open: foreign(text, { state: 'running' }) },
    { kind: 'schedule-skipped', slot: AT, refusal: { reason: 'queue-full', waiting: 5 } },
    {
      kind: 'started',
      version: '0.1.0',
      changedRules: [{ name: 'OFFICERS', before: text, after: text }],
      unknownOfficers: [text],
    },
    { kind: 'officer-reissued', address: text },
    { kind: 'officers-short', known: 1, needed: 2 },
    {
      kind: 'onlookers',
      people: [
        { personId: 'p-1', email: text, orgId: 'other', officer: true, outside: true },
        { personId: 'p-2', email: text, orgId: null, officer: false, outside: false },
      ],
    },
    { kind: 'deaf', silence: { from: AT, to: '2026-11-24T05:00:00.000Z' } },
    { kind: 'stopping', runs: [] },
    { kind: 'stopping', runs: [request] },
    { kind: 'clock-skew', skewMs: 360_000 },
    { kind: 'audit-unwritable', message: text, hint: text },
    { kind: 'failure', message: text, hint: text },
  ];
}

import type {
  Approval,
  Asker,
  Ending,
  Figures,
  PostedCard,
  PurgeRequest,
  Refusal,
  Reminder,
  RemovedHoldNote,
  RequestState,
  Rules,
  Run,
  StopCause,
  Summary,
} from '../model.js';
import { countToApprove } from './rules.js';
import { approvalsNeeded, withRemovedHold } from './remover-rule.js';

/** Everything that can happen to a request. */
export type RequestEvent =
  | { readonly kind: 'previewed'; readonly summary: Summary }
  | { readonly kind: 'nothing-due'; readonly summary: Summary }
  | { readonly kind: 'frozen'; readonly summary: Summary; readonly digest: string; readonly expiresAt: string }
  | { readonly kind: 'scan-failed' }
  | { readonly kind: 'card-posted'; readonly card: PostedCard }
  /** Today's rules are stricter than those it was asked under; `expiresAt` as APPROVAL_TTL now puts it. */
  | { readonly kind: 'tightened'; readonly rules: Rules; readonly expiresAt: string | null }
  | { readonly kind: 'reminded'; readonly reminder: Reminder }
  | { readonly kind: 'approved'; readonly approval: Approval }
  /** A hold that kept messages of the list, given after it was frozen, is about to be removed. */
  | { readonly kind: 'hold-removed'; readonly note: RemovedHoldNote }
  | { readonly kind: 'rejected'; readonly ending: Ending }
  | { readonly kind: 'expired'; readonly ending: Ending }
  /** A later request of the same asker took its place. */
  | { readonly kind: 'withdrawn'; readonly ending: Ending }
  | { readonly kind: 'cancelled'; readonly ending: Ending }
  /** It stood too long: what remains of the list needs approvals anew, by a card with another nonce. */
  | { readonly kind: 'reopened'; readonly expiresAt: string; readonly nonce: string; readonly rest: number }
  | { readonly kind: 'started'; readonly at: string; readonly executors: readonly Asker[] }
  /** An officer told a run that stands to go on. */
  | { readonly kind: 'resumed'; readonly at: string; readonly executors: readonly Asker[] }
  /** After a restart, within the approval already given. */
  | { readonly kind: 'continued'; readonly at: string; readonly executors: readonly Asker[] }
  | { readonly kind: 'stopped'; readonly at: string; readonly cause: StopCause }
  | { readonly kind: 'finished'; readonly at: string; readonly figures: Figures; readonly completed: boolean }
  /** Webex's event log confirms more of a finished purge than its report said. */
  | { readonly kind: 'confirmed'; readonly figures: Figures }
  /** Before the report is posted, so that a crash in between is known. */
  | { readonly kind: 'report-begun' }
  | { readonly kind: 'report-posted' };

export type Moved =
  { readonly ok: true; readonly next: PurgeRequest } | { readonly ok: false; readonly refusal: Refusal };

/** In which states each event may happen. A state that stands in no row but the first is final. */
const ALLOWED: Readonly<Record<RequestEvent['kind'], readonly RequestState[]>> = {
  'card-posted': [
    'previewed',
    'awaiting',
    'rejected',
    'expired',
    'withdrawn',
    'cancelled',
    'approved',
    'running',
    'stopped',
    'completed',
    'incomplete',
  ],
  previewed: ['scanning'],
  'nothing-due': ['scanning'],
  frozen: ['scanning'],
  'scan-failed': ['scanning'],
  tightened: ['awaiting'],
  reminded: ['awaiting'],
  approved: ['awaiting'],
  'hold-removed': ['awaiting', 'approved', 'stopped', 'incomplete'],
  rejected: ['awaiting'],
  expired: ['awaiting'],
  withdrawn: ['awaiting'],
  reopened: ['stopped', 'incomplete'],
  cancelled: ['awaiting', 'approved', 'stopped', 'incomplete'],
  started: ['approved'],
  resumed: ['stopped', 'incomplete'],
  continued: ['running'],
  stopped: ['approved', 'running'],
  finished: ['running'],
  confirmed: ['completed', 'incomplete'],
  // One that stands or was opened again reports when it has ended.
  'report-begun': ['completed', 'incomplete', 'cancelled', 'rejected', 'expired', 'withdrawn'],
  'report-posted': [
    'completed',
    'incomplete',
    'cancelled',
    'rejected',
    'expired',
    'withdrawn',
    'awaiting',
    'approved',
    'running',
    'stopped',
  ],
};

/** Whether the report of a request in this state may be begun. */
export function mayReport({ state }: Pick<PurgeRequest, 'state'>): boolean {
  return ALLOWED['report-begun'].includes(state);
}

/** Moves a request by the table, or says why it stands where it stands. Pure; the version is the store's business. */
export function transition(request: PurgeRequest, event: RequestEvent): Moved {
  const refusal = objection(request, event);
  if (refusal !== null) return { ok: false, refusal };
  return { ok: true, next: { ...request, ...change(request, event) } };
}

function objection(request: PurgeRequest, event: RequestEvent): Refusal | null {
  if (!ALLOWED[event.kind].includes(request.state)) return notOpen(request);
  if (event.kind === 'approved') return objectionTo(event.approval, request);
  if (event.kind === 'started' && !isReached(request.startsAt, event.at)) return notOpen(request);
  return null;
}

/** The table's own guard: whoever let the approval through before, it must be timely, another's, and the first. */
function objectionTo({ officer, at, actionId }: Approval, request: PurgeRequest): Refusal | null {
  if (isSpent(request, actionId)) return notOpen(request);
  if (!isAhead(request.expiresAt, at)) return pastDeadline(request);
  if (!request.rules.selfApproval && request.asker?.id === officer.id) return { reason: 'own-request' };
  return approvedBy(request, officer.id) ? { reason: 'approved-before' } : null;
}

/** Given before it was opened again. */
export function isSpent({ spent }: PurgeRequest, actionId: string): boolean {
  return spent?.includes(actionId) === true;
}

/** Between its deadline and the moment somebody closes it, a request has expired already. */
function pastDeadline(request: PurgeRequest): Refusal {
  const { id, approvals, expiresAt } = request;
  const ending = expiresAt === null ? null : { by: 'bot', byName: 'the bot', at: expiresAt, reason: null };
  return { reason: 'not-open', id, state: 'expired', ending, approvals };
}

/** Neither of a time that is missing: without a deadline no approval counts, without an end of the grace nothing starts. */
function isReached(time: string | null, at: string): boolean {
  return time !== null && Date.parse(at) >= Date.parse(time);
}

function isAhead(time: string | null, at: string): boolean {
  return time !== null && Date.parse(at) < Date.parse(time);
}

/** What became of it: who decided, when, or how it ended. */
export function notOpen({ id, state, ending, approvals, run }: PurgeRequest): Refusal {
  const finishedAt = run?.finishedAt ?? null;
  return { reason: 'not-open', id, state, ending, approvals, ...(finishedAt === null ? {} : { finishedAt }) };
}

export function approvedBy(request: PurgeRequest, personId: string): boolean {
  return request.approvals.some((approval) => approval.officer.id === personId);
}

function change(request: PurgeRequest, event: RequestEvent): Partial<PurgeRequest> {
  switch (event.kind) {
    case 'previewed':
      return { state: 'previewed', summary: event.summary };
    case 'nothing-due':
      return { state: 'nothing-due', summary: event.summary };
    case 'frozen':
      return frozen(request, event);
    case 'scan-failed':
      return { state: 'failed' };
    case 'card-posted':
      return { card: event.card };
    case 'tightened':
      return tightened(request, event);
    case 'reminded':
      return { reminded: event.reminder };
    case 'approved':
      return approved(request, event.approval);
    case 'reopened':
      return reopened(request, event);
    case 'hold-removed':
      return { summary: withRemovedHold(request.summary, event.note) };
    case 'rejected':
    case 'expired':
    case 'withdrawn':
    case 'cancelled':
      return { state: event.kind, ending: event.ending };
    case 'started':
      return started(request, event);
    case 'resumed':
      return resumed(request, event);
    case 'continued':
      return { run: { ...(request.run ?? newRun(event)), executors: event.executors } };
    case 'stopped':
      return stopped(request, event);
    case 'finished':
      return finished(request, event);
    case 'confirmed':
      return { figures: event.figures };
    case 'report-begun':
      return { report: { begun: begunReports(request) + 1, posted: false } };
    case 'report-posted':
      return { report: { begun: begunReports(request), posted: true } };
  }
}

function frozen(
  { rules }: PurgeRequest,
  { summary, digest, expiresAt }: RequestEvent & { kind: 'frozen' },
): Partial<PurgeRequest> {
  if (summary.messages > rules.maxMessages) return { state: 'over-limit', summary, digest };
  return { state: 'awaiting', summary, digest, expiresAt };
}

/** The card in the space shows the laxer rules, and an approval that only those allowed counts no more. */
function tightened(request: PurgeRequest, { rules, expiresAt }: RequestEvent & { kind: 'tightened' }) {
  const { asker, card, rules: before } = request;
  const count = countToApprove(request);
  const needsNumberNow = count > rules.confirmAbove && count <= before.confirmAbove;
  const counts = ({ officer }: Approval): boolean =>
    !needsNumberNow && (rules.selfApproval || officer.id !== asker?.id);
  const approvals = request.approvals.filter(counts);
  return { rules, expiresAt, approvals, card: card === null ? null : { ...card, face: null } };
}

/** Nothing of the earlier approvals counts any more. The run keeps its beginning and no trace of its stop, so that it stands from now. */
function reopened(
  { run, approvals: before, spent }: PurgeRequest,
  { expiresAt, nonce, rest }: RequestEvent & { kind: 'reopened' },
): Partial<PurgeRequest> {
  const approvals: readonly Approval[] = [];
  const ended = run === null ? null : { ...run, stopped: null, finishedAt: null };
  const used = [...(spent ?? []), ...before.map(({ actionId }) => actionId)];
  const opened = { expiresAt, nonce, rest, spent: used };
  return { state: 'awaiting', approvals, startsAt: null, reminded: null, run: ended, ...opened };
}

function approved(request: PurgeRequest, approval: Approval): Partial<PurgeRequest> {
  const approvals = [...request.approvals, approval];
  const approvalsRequired = approvalsNeeded(request, approvals);
  const rules = { ...request.rules, approvalsRequired };
  if (approvals.length < approvalsRequired) return { approvals, rules };
  const startsAt = new Date(Date.parse(approval.at) + rules.gracePeriodMs).toISOString();
  return { state: 'approved', approvals, rules, startsAt };
}

/** What was approved anew goes on with the run that it had. */
function started({ run }: PurgeRequest, event: RequestEvent & { kind: 'started' }): Partial<PurgeRequest> {
  const { at, executors } = event;
  return { state: 'running', run: run === null ? newRun(event) : { ...run, executors, resumedAt: at } };
}

function newRun({ at, executors }: { at: string; executors: readonly Asker[] }): Run {
  return { startedAt: at, resumedAt: null, executors, stopped: null, finishedAt: null };
}

/** A run that was stopped in its grace goes back into it: nothing is deleted before that is over. */
function resumed(request: PurgeRequest, event: RequestEvent & { kind: 'resumed' }): Partial<PurgeRequest> {
  if (isAhead(request.startsAt, event.at)) return { state: 'approved', run: begunRun(request) };
  const run = request.run ?? newRun(event);
  const { executors, at } = event;
  return { state: 'running', run: { ...run, executors, resumedAt: at, stopped: null, finishedAt: null } };
}

/** Null where it was stopped before anybody had worked on it. */
function begunRun({ run }: PurgeRequest): Run | null {
  return run === null || run.executors.length === 0 ? null : { ...run, stopped: null };
}

function begunReports({ report }: PurgeRequest): number {
  return report?.begun ?? 0;
}

function stopped({ run }: PurgeRequest, { at, cause }: RequestEvent & { kind: 'stopped' }): Partial<PurgeRequest> {
  return { state: 'stopped', run: { ...(run ?? newRun({ at, executors: [] })), stopped: { at, cause } } };
}

function finished(
  request: PurgeRequest,
  { at, figures, completed }: RequestEvent & { kind: 'finished' },
): Partial<PurgeRequest> {
  const { run } = request;
  return {
    state: completed ? 'completed' : 'incomplete',
    figures,
    run: run === null ? null : { ...run, finishedAt: at },
    report: { begun: begunReports(request), posted: false },
  };
}

import type { Asker, Notice, PurgeRequest, Refusal, RequestState } from '../model.js';
import type { Asking } from './asking.js';
import type { Claims } from './claims.js';
import { confirmMore } from './finishing.js';
import { officerOf, type Parts } from './parts.js';
import { attachReport } from './reporting.js';
import type { Running } from './running.js';
import type { Showing } from './showing.js';

/** States that `status` lists: something waits, runs, or stands halfway. */
const UNDER_WAY: ReadonlySet<RequestState> = new Set<RequestState>([
  'scanning',
  'awaiting',
  'approved',
  'running',
  'stopped',
  'incomplete',
]);

/** What `history` counts as a purge: it came to a decision. */
const PAST: ReadonlySet<RequestState> = new Set<RequestState>([
  'rejected',
  'expired',
  'withdrawn',
  'cancelled',
  'completed',
  'incomplete',
]);

/** What was wrong with a command that is answered with help; null where help was asked for. */
export type HelpProblem = (Notice & { kind: 'help' })['problem'];

/** Questions: they change nothing. */
export interface Answering {
  help(asker: Asker, problem: HelpProblem): Promise<void>;
  whoami(asker: Asker): Promise<void>;
  status(): Promise<void>;
  list(request: PurgeRequest, officer: Asker): Promise<Refusal | null>;
  /** What Webex had not confirmed is read again first, with the asker's token. */
  report(request: PurgeRequest, asker: Asker): Promise<Refusal | null>;
  history(count: number): Promise<void>;
}

interface Joined {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly showing: Showing;
  readonly asking: Asking;
  readonly running: Running;
}

export function createAnswering({ parts, claims, showing, asking, running }: Joined): Answering {
  const { store, signIn, files, audit } = parts;

  const help = async ({ id }: Asker, problem: HelpProblem): Promise<void> => {
    const officer = officerOf(parts.officers, id) !== null;
    await showing.say({ kind: 'help', officer, typedApproval: parts.typedApproval, problem });
  };

  const whoami = async ({ id, email, displayName }: Asker): Promise<void> => {
    const officer = officerOf(parts.officers, id) !== null;
    const session = await signIn.session(id);
    await showing.say({ kind: 'whoami', name: displayName, email, officer, session, signIn: signIn.help() });
  };

  const status = async (): Promise<void> => {
    const open = (await store.all())
      .filter((request) => UNDER_WAY.has(request.state))
      .map((request) => ({ request, progress: running.progress(request.id) }));
    const sessions = await signIn.sessions();
    const behind = await parts.guard.behind();
    const scansWaiting = asking.waiting();
    await showing.say({ kind: 'status', open, scansWaiting, sessions, behind, signIn: signIn.help() });
  };

  const list = async (request: PurgeRequest, officer: Asker): Promise<Refusal | null> => {
    if (request.digest === null) return { reason: 'not-frozen', id: request.id, state: request.state };
    if (request.filesRemovedAt !== undefined) return filesRemoved(request.id, request.filesRemovedAt);
    const { digest } = request;
    await audit.append({ type: 'list.sent', actor: officer.id, purge: request.id, details: { digest } });
    const file = await files.writeList(request.id, digest);
    try {
      const attachment = { path: file.path, name: `list-${request.id}.csv` };
      await showing.direct(officer.id, { kind: 'list-file', request }, attachment);
    } finally {
      await file.remove();
    }
    await showing.say({ kind: 'list-sent', request, to: officer.displayName });
    return null;
  };

  const report = async (request: PurgeRequest, asker: Asker): Promise<Refusal | null> => {
    const { id, state, figures } = request;
    if (figures === null) return { reason: 'no-report', id, state };
    if (request.filesRemovedAt !== undefined) return filesRemoved(id, request.filesRemovedAt);
    const corrected = await confirmMore({ parts, claims, request }, asker.id).catch((error: unknown) => {
      parts.log.warn('what was open could not be read again', { purge: id, error });
      return null;
    });
    const copy = corrected === null ? 'repeated' : 'corrected';
    await attachReport(parts, showing, { request: corrected ?? request, figures: corrected?.figures ?? figures, copy });
    return null;
  };

  const history = async (count: number): Promise<void> => {
    const past = (await store.all()).filter((request) => request.kind === 'purge' && PAST.has(request.state));
    const newestFirst = past.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
    await showing.say({ kind: 'history', requests: newestFirst.slice(0, count) });
  };

  return { help, whoami, status, list, report, history };
}

function filesRemoved(id: string, at: string): Refusal {
  return { reason: 'files-removed', id, at };
}

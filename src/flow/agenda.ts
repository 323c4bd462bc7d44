import type { CardFace, PurgeRequest, RequestState, StopCause } from '../model.js';
import { mayReport } from './approval.js';
import { reminderDue } from './reminders.js';
import { successorOf } from './withdrawing.js';

/** What must happen now. Pure, so that a start after a crash is no special case. */
export type Job =
  | { readonly kind: 'expire'; readonly request: PurgeRequest }
  /** A later request took its place, and a crash kept it from being closed. */
  | { readonly kind: 'withdraw'; readonly request: PurgeRequest }
  | { readonly kind: 'remind'; readonly request: PurgeRequest }
  | { readonly kind: 'start'; readonly request: PurgeRequest }
  /** Running by the state, with nobody at work: the process ended in between. */
  | { readonly kind: 'continue'; readonly request: PurgeRequest }
  /** Being scanned by the state, with nobody at it. */
  | { readonly kind: 'abandon'; readonly request: PurgeRequest }
  /** Its card in the space, if there is one, does not show where it stands. */
  | { readonly kind: 'show'; readonly request: PurgeRequest }
  /** It has finished, and its report is not known to be in the space. */
  | { readonly kind: 'report'; readonly request: PurgeRequest }
  /** Something stands in its way: it is stopped, at work or not, and goes on only when an officer resumes it. */
  | { readonly kind: 'halt'; readonly request: PurgeRequest; readonly cause: StopCause };

export interface Surroundings {
  readonly nowMs: number;
  /** Ids with somebody at work on them: a run, a scan, a card being posted. */
  readonly attended: ReadonlySet<string>;
  readonly stopFile: boolean;
  /** The data folder lacks steps that Webex knows of: what it calls approved may have been cancelled since. */
  readonly behind: boolean;
}

export function due(requests: readonly PurgeRequest[], surroundings: Surroundings): readonly Job[] {
  return requests.flatMap((request) => jobFor(request, requests, surroundings) ?? []);
}

/** What a request's card shows in each state. Null: no card, or it is the run's own business. */
const FACES: Readonly<Record<RequestState, CardFace['face'] | null>> = {
  scanning: null,
  previewed: 'preview',
  'nothing-due': null,
  'over-limit': 'approval',
  failed: null,
  awaiting: 'approval',
  rejected: 'closed',
  expired: 'closed',
  withdrawn: 'closed',
  cancelled: 'closed',
  approved: 'grace',
  running: null,
  stopped: 'stopped',
  completed: 'closed',
  incomplete: 'closed',
};

/** The card that a request should have in the space, where it is another than the one it has. */
export function faceDue({ state, card }: PurgeRequest): CardFace['face'] | null {
  return card?.face === FACES[state] ? null : FACES[state];
}

function jobFor(request: PurgeRequest, all: readonly PurgeRequest[], surroundings: Surroundings): Job | null {
  return ending(request, all, surroundings) ?? step(request, surroundings) ?? telling(request, surroundings);
}

/** What becomes of an open request that nobody decides. */
function ending(request: PurgeRequest, all: readonly PurgeRequest[], { nowMs }: Surroundings): Job | null {
  if (request.state !== 'awaiting') return null;
  if (isPast(request.expiresAt, nowMs)) return { kind: 'expire', request };
  return successorOf(request, all) === null ? null : { kind: 'withdraw', request };
}

const STOP_FILE: StopCause = { kind: 'stop-file' };
const BEHIND: StopCause = { kind: 'folder-behind' };

function step(request: PurgeRequest, { nowMs, attended, stopFile, behind }: Surroundings): Job | null {
  const unattended = !attended.has(request.id);
  switch (request.state) {
    case 'scanning':
      return unattended ? { kind: 'abandon', request } : null;
    case 'approved':
      if (behind) return { kind: 'halt', request, cause: BEHIND };
      if (!isPast(request.startsAt, nowMs)) return null;
      return stopFile ? { kind: 'halt', request, cause: STOP_FILE } : { kind: 'start', request };
    case 'running':
      if (behind) return { kind: 'halt', request, cause: BEHIND };
      if (stopFile) return { kind: 'halt', request, cause: STOP_FILE };
      return unattended ? { kind: 'continue', request } : null;
    default:
      return null;
  }
}

/** What the space was not told yet, mostly because a crash or a failure fell in between. */
function telling(request: PurgeRequest, { attended, nowMs }: Surroundings): Job | null {
  if (attended.has(request.id)) return null;
  if (mayReport(request) && request.report?.posted === false) return { kind: 'report', request };
  if (faceDue(request) !== null) return { kind: 'show', request };
  return reminderDue(request, nowMs) === null ? null : { kind: 'remind', request };
}

function isPast(at: string | null, nowMs: number): boolean {
  return at !== null && Date.parse(at) <= nowMs;
}

import type { Json, PurgeRequest, RequestState } from '../model.js';
import type { Timetable } from './timetable.js';

/** A scan that begins so much after its time is said to be late, ms. */
const LATE_AFTER_MS = 5 * 60_000;

/** What the schedule remembers. Times before `settledUntil` are done with: run, skipped, or never to be made good. */
export interface ScheduleState {
  readonly cron: string;
  readonly timeZone: string;
  readonly settledUntil: string;
  /** When a scheduled scan was last begun. */
  readonly lastRun: string | null;
  readonly paused: { readonly byName: string; readonly at: string } | null;
  /** The space knows that the schedule waits for an officer's sign-in. */
  readonly askedForSignIn: boolean;
}

/** What must happen now: a scan, or a word about the request that stands in its way. `slot`: the time that fell due. */
export type ScheduleStep =
  | { readonly kind: 'scan'; readonly slot: string; readonly late: boolean }
  | { readonly kind: 'skip'; readonly slot: string; readonly open: PurgeRequest };

/** Waiting for a decision, about to delete, deleting, or halted halfway: a second one of the policy would get in its way. */
const OPEN: ReadonlySet<RequestState> = new Set<RequestState>([
  'scanning',
  'awaiting',
  'approved',
  'running',
  'stopped',
]);

/** Pure. However many times were missed, the newest alone is made good. */
export function scheduleDue(
  timetable: Timetable,
  state: ScheduleState,
  now: { readonly ms: number; readonly requests: readonly PurgeRequest[] },
): ScheduleStep | null {
  if (state.paused !== null) return null;
  const due = timetable.latest(now.ms);
  if (due === null || due <= Date.parse(state.settledUntil)) return null;
  const slot = new Date(due).toISOString();
  const open = now.requests.find((request) => request.kind === 'purge' && request.policy && OPEN.has(request.state));
  return open === undefined ? { kind: 'scan', slot, late: now.ms - due > LATE_AFTER_MS } : { kind: 'skip', slot, open };
}

/** What is remembered, or anew from now on: after a change of SCHEDULE nothing of the past is made good. A pause stays. */
export function scheduleAtStart(stored: Json | undefined, timetable: Timetable, now: string): ScheduleState {
  const before = read(stored);
  const { cron, timeZone } = timetable;
  if (before?.cron === cron && before.timeZone === timeZone) return before;
  const { paused, lastRun } = before ?? { paused: null, lastRun: null };
  return { cron, timeZone, settledUntil: now, lastRun, paused, askedForSignIn: false };
}

/** A scan that the end of the process cut off is due again. */
export function reopened(state: ScheduleState, requests: readonly PurgeRequest[]): ScheduleState {
  const cutOff = requests.some((request) => request.asker === null && request.state === 'scanning');
  if (!cutOff) return state;
  return { ...state, settledUntil: new Date(Date.parse(state.settledUntil) - 1).toISOString() };
}

export function asJson(state: ScheduleState): Json {
  return { ...state, paused: state.paused === null ? null : { ...state.paused } };
}

/** The file is signed, so its form is ours; only a first start has none. */
function read(stored: Json | undefined): ScheduleState | null {
  return stored === undefined ? null : (stored as unknown as ScheduleState);
}

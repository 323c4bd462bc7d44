import type { PurgeRequest, RequestState, Summary } from '../model.js';
import { faceDue } from './agenda.js';

/**
 * The state is written whole with every line of the audit, so it must not grow for ever. What is older than this keeps only
 * what somebody may still ask for, ms. No request waits for so long, and Webex's own events reach no further back.
 */
export const REMEMBERED_MS = 90 * 86_400_000;

/** Nothing happens to these any more. One that ended incomplete can still be resumed. */
export const FINAL: ReadonlySet<RequestState> = new Set<RequestState>([
  'rejected',
  'expired',
  'withdrawn',
  'cancelled',
  'completed',
  'over-limit',
]);

/** No list was frozen, and nobody decided anything. */
const CAME_TO_NOTHING: ReadonlySet<RequestState> = new Set<RequestState>(['previewed', 'nothing-due', 'failed']);

export function endOf({ ending, run, createdAt }: PurgeRequest): string {
  const ends = [createdAt, ending?.at, run?.finishedAt].filter((at): at is string => typeof at === 'string');
  return ends.reduce((a, b) => (a > b ? a : b));
}

/** Scans that ended before `beforeMs` (epoch) and came to nothing; the newest scan of all stays, to tell since when none ran. */
export function forgettable(requests: readonly PurgeRequest[], beforeMs: number): readonly PurgeRequest[] {
  const scans = requests.filter(({ summary }) => summary !== null).map(({ createdAt }) => createdAt);
  const newest = scans.reduce((a, b) => (a > b ? a : b), '');
  return requests.filter(
    (request) =>
      CAME_TO_NOTHING.has(request.state) && request.createdAt !== newest && Date.parse(endOf(request)) < beforeMs,
  );
}

/** Requests that ended before `beforeMs` (epoch) and are still remembered in every figure of their card. */
export function rememberedInFull(requests: readonly PurgeRequest[], beforeMs: number): readonly PurgeRequest[] {
  return requests.filter(
    (request) =>
      FINAL.has(request.state) &&
      faceDue(request) === null &&
      request.report?.posted !== false &&
      request.summary !== null &&
      // A list that is not empty has senders.
      request.summary.busiest.length > 0 &&
      Date.parse(endOf(request)) < beforeMs,
  );
}

/** What `history`, `list`, `report`, a click on an old copy and the next scans of the policy need of it. */
export function pared(request: PurgeRequest): PurgeRequest {
  return { ...request, summary: request.summary === null ? null : withoutDetail(request.summary) };
}

const NO_DETAIL = { busiest: [], weeks: [], previous: null, forecast: null, passing: null, split: null };

function withoutDetail(summary: Summary): Summary {
  const { messages, atMost, people, spaces, oldest, newest, outside } = summary;
  const { leftOut, scanned, coverage, continues, covered } = summary;
  const figures = { messages, atMost, people, spaces, oldest, newest, outside };
  return { ...figures, leftOut, scanned, coverage, continues, covered, ...NO_DETAIL };
}

import type { PurgeRequest, Rules, Summary, TimeSpan } from '../model.js';

/** Read again before where the last purge ended: events may reach Webex's log late. A day is far more than has been seen. */
const OVERLAP_MS = 86_400_000;

/** What a purge of the policy has left nothing in. */
export interface Ground {
  readonly purge: string;
  readonly span: TimeSpan;
}

/**
 * By the newest purge of the policy that did all it listed. Where something was held meanwhile, or Webex's log does not
 * confirm a deletion, it does not count: the next scan then looks there again. Nor does one under another CROSS_ORG.
 */
export function clearedGround(requests: readonly PurgeRequest[], { crossOrg }: Pick<Rules, 'crossOrg'>): Ground | null {
  const newest = requests
    .filter((request) => request.policy && request.rules.crossOrg === crossOrg && didAll(request))
    .flatMap(({ id, createdAt, summary }) => {
      const span = summary?.covered ?? null;
      return span === null ? [] : [{ purge: id, span, createdAt }];
    })
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  return newest === undefined ? null : { purge: newest.purge, span: newest.span };
}

function didAll({ kind, state, figures, rules }: PurgeRequest): boolean {
  if (kind !== 'purge' || state !== 'completed' || figures === null || rules.rehearsal) return false;
  return figures.outcomes.held === 0 && figures.verified >= figures.outcomes.deleted;
}

/** Where a scan of the policy may start: at `span.from`, unless all from there on was dealt with before. */
export function startAfter(span: TimeSpan, ground: Ground | null): TimeSpan {
  if (ground === null || span.from < ground.span.from) return span;
  const endMs = Math.min(Date.parse(ground.span.to), Date.parse(span.to));
  const from = new Date(endMs - OVERLAP_MS).toISOString();
  return from <= span.from ? span : { ...span, from };
}

/**
 * What will have nothing left once the whole list of a scan is deleted: up to what was kept for a reason that may go, or
 * could not be read. It joins the ground before it where they touch.
 */
export function groundAfter(
  span: TimeSpan,
  { oldestKept, coverage }: { readonly oldestKept: string | null; readonly coverage: Summary['coverage'] },
  before: Ground | null,
): TimeSpan | null {
  const unread = coverage.holes.filter(({ events }) => events === 'created').map(({ from }) => from);
  const ends = [span.to, ...unread, ...(oldestKept === null ? [] : [oldestKept])];
  const to = ends.reduce((a, b) => (a < b ? a : b));
  const joins = before !== null && before.span.from <= span.from && span.from <= before.span.to;
  const from = joins ? before.span.from : span.from;
  return from < to ? { from, to } : null;
}

import type { Coverage, Hole, MessageEvent, TimeSpan } from '../model.js';

/** Webex's Compliance guide: older events are there with Pro Pack only. */
const WITHOUT_PRO_PACK_MS = 90 * 86_400_000;
/** Of each kind. More would not be read; those closest to each other are then told as one. */
const MOST_HOLES = 10;

/** Notes what a scan could not read. */
export interface CoverageNotes {
  missed(events: Hole['events'], span: TimeSpan): void;
  /** A page of what was written. */
  seen(events: readonly MessageEvent[]): void;
  coverage(): Coverage;
}

/** `span`: what is asked for. `nowMs`: when. */
export function createCoverage(span: TimeSpan, nowMs: number): CoverageNotes {
  const holes: Hole[] = [];
  const horizonMs = nowMs - WITHOUT_PRO_PACK_MS;
  let isOlderSeen = Date.parse(span.from) >= horizonMs;

  return {
    missed: (events, { from, to }) => void holes.push({ from, to, events }),
    seen: (page) => {
      isOlderSeen ||= page.some(({ created }) => Date.parse(created) < horizonMs);
    },
    coverage: () => ({
      holes: (['created', 'deleted'] as const)
        .flatMap((events) => joined(holes.filter((hole) => hole.events === events)))
        .sort((a, b) => a.from.localeCompare(b.from)),
      nothingBefore: isOlderSeen ? null : new Date(Math.min(horizonMs, Date.parse(span.to))).toISOString(),
    }),
  };
}

/** Was everything read that was asked for, so that nothing found means nothing there? */
export function isWhole({ holes, nothingBefore }: Coverage): boolean {
  return holes.length === 0 && nothingBefore === null;
}

/** Holes of one kind that touch become one, and the nearest ones too while they are too many. */
function joined(holes: readonly Hole[]): readonly Hole[] {
  const sorted = holes.toSorted((a, b) => a.from.localeCompare(b.from));
  const gaps = sorted.slice(1).map((hole, at) => gapMs(sorted[at] ?? hole, hole));
  const widest = gaps.toSorted((a, b) => b - a)[MOST_HOLES - 1] ?? 0;
  const bridged = Math.max(0, widest);
  return sorted.reduce<readonly Hole[]>((whole, hole) => {
    const last = whole.at(-1);
    if (last === undefined || gapMs(last, hole) > bridged) return [...whole, hole];
    return [...whole.slice(0, -1), { ...last, to: last.to > hole.to ? last.to : hole.to }];
  }, []);
}

function gapMs(before: Hole, after: Hole): number {
  return Date.parse(after.from) - Date.parse(before.to);
}

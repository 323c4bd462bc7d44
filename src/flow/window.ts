import type { CommandProblem, TimeSpan, Window } from '../model.js';
import type { Ages } from './parts.js';

export type Resolved =
  { readonly ok: true; readonly span: TimeSpan } | { readonly ok: false; readonly problem: CommandProblem };

/**
 * Turns a window into absolute time. No window is the policy: from CHECK_EVENTS_FROM_AGE up to TARGET_MSG_AGE.
 * Nothing younger than MIN_MSG_AGE is ever reached; that floor is the organisation's, not the asker's.
 */
export function resolveSpan(window: Window | null, nowMs: number, ages: Ages): Resolved {
  const { fromMs, toMs } = sinceEpoch(bounds(window, nowMs, ages));
  const text = window === null ? '' : asTyped(fromMs, toMs);
  if (toMs > nowMs) return refused({ kind: 'window-in-future', text });
  const floorMs = nowMs - ages.minAgeMs;
  if (toMs > floorMs) return refused({ kind: 'window-too-young', text, floor: iso(floorMs) });
  if (fromMs >= toMs) return refused({ kind: 'window-beyond-horizon', text, horizon: iso(nowMs - ages.horizonAgeMs) });
  return { ok: true, span: { from: iso(fromMs), to: iso(toMs) } };
}

/** Ages count back from the whole second, so that a command can name the same window by its dates. */
function bounds(window: Window | null, atMs: number, ages: Ages): Bounds {
  const nowMs = Math.floor(atMs / 1_000) * 1_000;
  const horizonMs = nowMs - ages.horizonAgeMs;
  switch (window?.kind) {
    case undefined:
      return { fromMs: horizonMs, toMs: nowMs - ages.targetAgeMs };
    case 'older-than':
      return { fromMs: horizonMs, toMs: nowMs - window.ageMs };
    case 'ages':
      return { fromMs: nowMs - window.olderMs, toMs: nowMs - window.youngerMs };
    case 'dates':
      return { fromMs: Date.parse(window.from), toMs: Date.parse(window.to) };
  }
}

function asTyped(fromMs: number, toMs: number): string {
  return `${iso(fromMs)}..${iso(toMs)}`;
}

interface Bounds {
  readonly fromMs: number;
  readonly toMs: number;
}

/** An age of thousands of years reaches back beyond what a date can hold. */
function sinceEpoch({ fromMs, toMs }: Bounds): Bounds {
  return { fromMs: Math.max(fromMs, 0), toMs: Math.max(toMs, 0) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function refused(problem: CommandProblem): Resolved {
  return { ok: false, problem };
}

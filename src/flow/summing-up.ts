import type { Passing, PreviousPurge, PurgeRequest, Summary } from '../model.js';
import type { Ages } from './parts.js';
import { forecastOf } from './forecast.js';
import type { Scanned } from './scan.js';
import { groundAfter, type Ground } from './watermark.js';

/** People are told so long before messages pass out of reach. */
export const FOREWARNING_MS = 14 * 86_400_000;
/** Windows are cut to whole seconds. */
const SECOND_MS = 1_000;

/** What a scan is compared and weighed with. */
export interface Background {
  readonly requests: readonly PurgeRequest[];
  readonly ages: Ages;
  /** What earlier purges of the policy left nothing in, when the scan began. */
  readonly ground: Ground | null;
  /** Deletions a second with one person's token; null: not known. */
  readonly rate: number | null;
  /** How many people's tokens will share the work. */
  readonly executors: number;
  /** Until when messages that pass out of reach were counted. */
  readonly until: string;
  readonly nowMs: number;
}

/** The figures of a scan and what they mean for the decision. */
export function sumUp(scanned: Scanned, request: PurgeRequest, background: Background): Summary {
  const { passing, oldestKept, ...figures } = scanned;
  const { rules, span, policy } = request;
  const { requests, ages, ground, rate, executors, nowMs } = background;
  const fullFromMs = Date.parse(request.createdAt) - ages.horizonAgeMs;
  const goesOn = policy && Date.parse(span.from) > fullFromMs;
  const ahead = { messages: figures.messages, rate, executors, nowMs };
  return {
    ...figures,
    previous: policy ? previousPurge(requests) : null,
    forecast: forecastOf({ ...ahead, gracePeriodMs: rules.gracePeriodMs }),
    passing: Date.parse(span.from) < fullFromMs - SECOND_MS ? null : passingOf(figures.oldest, passing, background),
    split: null,
    continues: goesOn ? (ground?.purge ?? null) : null,
    covered: policy ? groundAfter(span, { oldestKept, coverage: figures.coverage }, ground) : null,
  };
}

/** By when people should have decided: what is out of reach by then is counted. */
export function passingUntil({ approvalTtlMs }: PurgeRequest['rules'], nowMs: number): string {
  return new Date(nowMs + Math.max(FOREWARNING_MS, approvalTtlMs)).toISOString();
}

/** Messages written before this are out of reach at `until`. */
export function passesBefore(until: string, { horizonAgeMs }: Ages): string {
  return new Date(Math.max(0, Date.parse(until) - horizonAgeMs)).toISOString();
}

function passingOf(oldest: string | null, messages: number, { ages, until, nowMs }: Background): Passing | null {
  if (oldest === null) return null;
  const fromMs = Math.max(nowMs, Date.parse(oldest) + ages.horizonAgeMs);
  return { from: new Date(fromMs).toISOString(), until, messages };
}

function previousPurge(requests: readonly PurgeRequest[]): PreviousPurge | null {
  const finished = requests.flatMap(({ id, policy, rules, summary, figures, run }) => {
    const finishedAt = run?.finishedAt ?? null;
    if (!policy || rules.rehearsal || summary === null || figures === null || finishedAt === null) return [];
    const { messages, people, oldest, outside } = summary;
    return [{ id, finishedAt, messages, people, oldest, external: outside?.messages ?? null }];
  });
  return finished.toSorted((a, b) => b.finishedAt.localeCompare(a.finishedAt))[0] ?? null;
}

import type { Forecast } from '../model.js';
import type { Facts } from '../ports.js';

/** Webex's REST basics: most calls are limited to about 300 a minute for each person. */
const PUBLISHED_PER_SECOND = 5;
/** A shorter run says little about what Webex permits. */
const LEAST_COUNTED = 100;
/** Deletions a second with one person's token, as the last long enough run had them. */
const RATE_FACT = 'deletionRate';

/** Remembers how fast a run was permitted to be. `perSecond`: of all its executors together. */
export async function noteRate(
  facts: Facts,
  run: { readonly perSecond: number | null; readonly counted: number; readonly executors: number },
): Promise<void> {
  if (run.perSecond === null || run.counted < LEAST_COUNTED || run.executors === 0) return;
  await facts.set(RATE_FACT, run.perSecond / run.executors);
}

/** The rate of one person's token; null where no run has shown it. */
export async function notedRate(facts: Facts): Promise<number | null> {
  const rate = await facts.get(RATE_FACT);
  return typeof rate === 'number' && rate > 0 ? rate : null;
}

export interface Ahead {
  readonly messages: number;
  /** Of one person's token, a second. */
  readonly rate: number | null;
  /** How many people's tokens share the work. */
  readonly executors: number;
  readonly gracePeriodMs: number;
  readonly nowMs: number;
}

/** How long deletion will take, were it approved now. Null where there is nothing to delete. */
export function forecastOf({ messages, rate, executors, gracePeriodMs, nowMs }: Ahead): Forecast | null {
  if (messages === 0) return null;
  const perSecond = (rate ?? PUBLISHED_PER_SECOND) * executors;
  const durationMs = Math.ceil((messages / perSecond) * 1_000);
  return {
    perSecond,
    basis: rate === null ? 'published' : 'measured',
    durationMs,
    endsAt: new Date(nowMs + gracePeriodMs + durationMs).toISOString(),
  };
}

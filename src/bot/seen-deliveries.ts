import { z } from 'zod';
import type { Clock, Facts, Log } from '../ports.js';

/** Under this name the facts hold pairs of an id and when it first came, in ms, oldest first. */
const FACT = 'webhook-deliveries';
const PAIRS = z.array(z.tuple([z.string(), z.number()]));

/** Webex signs no time with a delivery, so one that was overheard stays good; we remember for so long. */
const REMEMBER_MS = 90 * 86_400_000;
/** The fact is written anew with each delivery. */
const REMEMBER_AT_MOST = 2_000;

export interface SeenDeliveries {
  /** True once for each id, restarts included. */
  first(id: string): Promise<boolean>;
}

export function createSeenDeliveries({
  facts,
  clock,
  log,
}: {
  readonly facts: Facts;
  readonly clock: Clock;
  readonly log: Log;
}): SeenDeliveries {
  let loading: Promise<Map<string, number>> | null = null;
  return {
    first: async (id) => {
      const seen = await (loading ??= remembered(facts));
      if (seen.has(id)) return false;
      seen.set(id, clock.now());
      forgetOldest(seen, clock.now() - REMEMBER_MS);
      // A full disk must not keep anybody from stopping a purge: what was not written is forgotten at the next start only.
      await facts.set(FACT, [...seen]).catch((error: unknown) => log.error('webhook.not-remembered', { error }));
      return true;
    },
  };
}

async function remembered(facts: Facts): Promise<Map<string, number>> {
  const pairs = PAIRS.safeParse((await facts.get(FACT)) ?? []);
  return new Map(pairs.data ?? []);
}

function forgetOldest(seen: Map<string, number>, before: number): void {
  for (const [id, at] of seen) {
    if (at >= before && seen.size <= REMEMBER_AT_MOST) return;
    seen.delete(id);
  }
}

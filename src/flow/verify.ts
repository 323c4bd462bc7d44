import type { Confirmation, PersonId, PurgeRequest, TimeSpan } from '../model.js';
import type { Clock, Confirmations, EventReader } from '../ports.js';
import { nowIn } from './now.js';

/** Between two looks at Webex's event log, ms. */
const LOOK_AGAIN_MS = 2_000;

/** Events are stamped by other machines than those that answer us; look a little further back than we began. */
const CLOCK_SLACK_MS = 60_000;

export interface Look {
  readonly reader: EventReader;
  readonly clock: Clock;
  readonly officer: PersonId;
  /** Nothing deleted before this matters. */
  readonly since: string;
  readonly signal: AbortSignal;
}

/** For what a run deleted: seen with this officer's token, since the run began. */
export function lookFor(request: PurgeRequest, { reader, clock, officer, signal }: Omit<Look, 'since'>): Look {
  return { reader, clock, officer, since: request.run?.startedAt ?? request.createdAt, signal };
}

/** `wanted` must be confirmed; `noted` are all those worth a note, the wanted ones included. */
export interface Search {
  readonly wanted: ReadonlySet<string>;
  readonly noted: ReadonlySet<string>;
}

/**
 * Looks at Webex's `deleted` events until every wanted message is confirmed or `patienceMs` have passed: events arrive late.
 * `found` holds what was seen so far, also for a caller that a stop takes away from it.
 */
export async function confirmedWithin(
  look: Look,
  search: Search,
  patienceMs: number,
  found = new Map<string, Confirmation>(),
): Promise<Confirmations> {
  const end = look.clock.now() + patienceMs;
  for (;;) {
    await gather(look, search.noted, found);
    const all = [...search.wanted].every((id) => found.has(id));
    if (all || look.clock.now() >= end) return found;
    await look.clock.wait(LOOK_AGAIN_MS, look.signal);
  }
}

async function gather(look: Look, noted: ReadonlySet<string>, found: Map<string, Confirmation>): Promise<void> {
  const { officer, signal } = look;
  for await (const page of look.reader.messageEvents(officer, 'deleted', spanOf(look), { signal })) {
    for (const { messageId, actorId, created } of page) {
      if (noted.has(messageId)) found.set(messageId, { messageId, deletedBy: actorId, at: created });
    }
  }
}

function spanOf({ since, clock }: Look): TimeSpan {
  return {
    from: new Date(Date.parse(since) - CLOCK_SLACK_MS).toISOString(),
    to: nowIn(clock),
  };
}

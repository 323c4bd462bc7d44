import type { LedgerLine, Outcome, PersonId, StopCause } from '../model.js';

/** Webex says 403 where role or scope is gone; after so many in a row the rest would fare no better. */
const REFUSALS_IN_A_ROW = 5;

/** An officer gets 404 for what retention purged: possible, but not for so many in a row that nobody deleted. */
const NOT_FOUND_IN_A_ROW = 20;

/** Of so many outcomes, more than `FAILURES` that failed for good stop the run. */
const WINDOW = 200;
const FAILURES = WINDOW * 0.05;

const FAILED: ReadonlySet<Outcome> = new Set<Outcome>(['denied', 'locked', 'failed']);

/** Refusals of one officer's token that followed one another. */
export interface Refused {
  readonly by: PersonId;
  readonly status: number;
  readonly inARow: number;
}

/** Counts what goes wrong, after all tries, and says when it is more than chance. */
export interface Breaker {
  see(line: LedgerLine): void;
  /** An officer whose tries Webex refuses one after the other. */
  refused(by: PersonId | null): Refused | null;
  /** Ids that Webex says it does not have, one after the other, once there are too many. */
  notFound(): readonly string[];
  /** A `deleted` event tells where these went. */
  explained(ids: ReadonlySet<string>): void;
  /** Too large a share of the last outcomes failed. */
  failing(): StopCause | null;
}

/** `share`: false while only messages are tried that failed before, of which more will fail than chance has it. */
export function createBreaker({ share }: { readonly share: boolean }): Breaker {
  const refusals = new Map<PersonId, Refused>();
  const last: LedgerLine[] = [];
  let notFound: string[] = [];

  const noteRefusal = ({ by, outcome, http_status }: LedgerLine): void => {
    if (by === null) return;
    const before = refusals.get(by)?.inARow ?? 0;
    if (outcome !== 'denied') refusals.delete(by);
    else refusals.set(by, { by, status: http_status ?? 0, inARow: before + 1 });
  };
  const refused = (by: PersonId | null): Refused | null => {
    const found = by === null ? undefined : refusals.get(by);
    return found !== undefined && found.inARow >= REFUSALS_IN_A_ROW ? found : null;
  };

  return {
    see: (line) => {
      noteRefusal(line);
      if (line.http_status === 404) notFound.push(line.message_id);
      else notFound = [];
      if (last.push(line) > WINDOW) last.shift();
    },
    refused,
    notFound: () => (notFound.length >= NOT_FOUND_IN_A_ROW ? [...notFound] : []),
    explained: (ids) => {
      notFound = notFound.filter((id) => !ids.has(id));
    },
    failing: () => {
      // What one officer was refused says nothing about the messages: others may delete them.
      const failed = last.filter(({ outcome, by }) => FAILED.has(outcome) && refused(by) === null).length;
      if (!share || last.length < WINDOW || failed <= FAILURES) return null;
      return { kind: 'failures', failed, of: WINDOW };
    },
  };
}

import type { Candidate, Figures, LedgerLine, Outcome, PersonId, ReportRow } from '../model.js';
import type { Confirmations } from '../ports.js';

export const NO_OUTCOMES: Readonly<Record<Outcome, number>> = {
  deleted: 0,
  'already-gone': 0,
  held: 0,
  denied: 0,
  locked: 0,
  failed: 0,
  'not-attempted': 0,
};

/** The latest outcome of each message; a message without one was not attempted. */
export type LastOutcomes = ReadonlyMap<string, LedgerLine>;

export async function lastOutcomes(batches: AsyncIterable<readonly LedgerLine[]>): Promise<Map<string, LedgerLine>> {
  const last = new Map<string, LedgerLine>();
  for await (const lines of batches) {
    for (const line of lines) last.set(line.message_id, line);
  }
  return last;
}

/** These need no further try: the message is gone, or was kept on purpose. */
export function isSettled(outcome: Outcome): boolean {
  return outcome === 'deleted' || outcome === 'already-gone' || outcome === 'held';
}

export function isComplete({ candidates, outcomes }: Figures): boolean {
  return candidates === outcomes.deleted + outcomes['already-gone'] + outcomes.held;
}

export interface Findings {
  readonly outcomes: LastOutcomes;
  readonly confirmed: Confirmations;
  /** How a person is called in the report; the id where nothing better is known. */
  readonly nameOf: (id: PersonId) => string;
}

function reportRow(candidate: Candidate, { outcomes, confirmed, nameOf }: Findings): ReportRow {
  const line = outcomes.get(candidate.message_id);
  const outcome = line?.outcome ?? 'not-attempted';
  const confirmation = confirmed.get(candidate.message_id);
  return {
    message_id: candidate.message_id,
    created: candidate.created,
    sender: candidate.sender,
    room_id: candidate.room_id,
    outcome,
    http_status: line?.http_status ?? null,
    attempts: line?.attempts ?? 0,
    decided_at: line?.decided_at ?? null,
    verified: outcome === 'deleted' ? (confirmation === undefined ? 'no' : 'yes') : null,
    other: candidate.other ?? candidate.other_id ?? null,
    deleted_by: confirmation === undefined ? null : nameOf(confirmation.deletedBy),
    tracking_id: line?.tracking_id ?? null,
    reason: line?.reason ?? null,
  };
}

/** Turns the frozen list into report rows, and counts them on the way. */
export async function* reportRows(
  manifest: AsyncIterable<readonly Candidate[]>,
  findings: Findings,
  count: Counter['count'],
): AsyncGenerator<readonly ReportRow[]> {
  for await (const candidates of manifest) {
    yield candidates.map((candidate) => {
      const row = reportRow(candidate, findings);
      count(row, findings.outcomes.get(row.message_id));
      return row;
    });
  }
}

export interface Counter {
  readonly count: (row: ReportRow, line: LedgerLine | undefined) => void;
  figures(durationMs: number): Figures;
}

export function createCounter(): Counter {
  const outcomes = { ...NO_OUTCOMES };
  let candidates = 0;
  let verified = 0;
  let wouldBeHeld = 0;
  return {
    count: (row, line) => {
      candidates += 1;
      outcomes[row.outcome] += 1;
      if (row.verified === 'yes') verified += 1;
      if (line?.hold !== undefined) wouldBeHeld += 1;
    },
    figures: (durationMs) => ({
      candidates,
      outcomes: { ...outcomes },
      verified,
      durationMs: Math.round(durationMs),
      ...(wouldBeHeld === 0 ? {} : { wouldBeHeld }),
    }),
  };
}

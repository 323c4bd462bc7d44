import type { LedgerLine, PurgeRequest } from '../model.js';
import type { LastOutcomes } from './report.js';

/** The first deletions of a run, which Webex's event log must show before the rest follows. */
export interface Canary {
  note(line: LedgerLine): void;
  /** How many may be tried before the first ones are confirmed; no limit once they are. */
  room(): number;
  /** Those to confirm now: empty as long as there are not enough of them, and once they are confirmed. */
  due(): ReadonlySet<string>;
  passed(): void;
  /** As long as they are not confirmed, a batch waits for the one before it. */
  isOpen(): boolean;
}

/**
 * `size` 0: none is asked for. What was deleted since somebody last decided that it may go on counts after a restart too, so
 * that a crash never adds to what goes unconfirmed.
 */
export function createCanary({ run }: PurgeRequest, size: number, outcomes: LastOutcomes): Canary {
  const decidedAt = run?.resumedAt ?? run?.startedAt ?? '';
  const first = new Set<string>();
  let open = size > 0;
  const note = ({ message_id, outcome, decided_at }: LedgerLine): void => {
    if (outcome === 'deleted' && decided_at >= decidedAt && first.size < size) first.add(message_id);
  };
  for (const line of outcomes.values()) note(line);
  return {
    note,
    room: () => (open ? Math.max(1, size - first.size) : Infinity),
    due: () => (open && first.size === size ? first : new Set()),
    passed: () => {
      open = false;
    },
    isOpen: () => open,
  };
}

import type { Asker, LedgerLine, PurgeRequest } from '../model.js';
import type { Ledger } from '../ports.js';
import type { Canary } from './canary.js';
import type { Parts } from './parts.js';
import type { Pace } from './progress.js';
import type { LastOutcomes } from './report.js';
import type { RunCard } from './run-card.js';
import type { Showing } from './showing.js';

/** Whoever works on a run; the controller halts it. */
export interface Worker {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  pace: Pace | null;
}

export interface Deletion {
  readonly parts: Parts;
  readonly showing: Showing;
  readonly request: PurgeRequest;
  readonly worker: Worker;
}

/** A run at work: what it may touch, and what came of it so far. */
export interface Work extends Deletion {
  readonly digest: string;
  readonly executors: readonly Asker[];
  readonly outcomes: LastOutcomes;
  readonly ledger: Ledger;
  readonly pace: Pace;
  readonly card: RunCard;
  readonly canary: Canary;
  readonly recorded: (line: LedgerLine) => void;
}

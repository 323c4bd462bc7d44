import type { LedgerLine, Progress, PurgeRequest, RunPhase } from '../model.js';
import type { Clock, PurgeFiles } from '../ports.js';
import { lastOutcomes, NO_OUTCOMES, type LastOutcomes } from './report.js';

/** A run longer than this shows how far it is; every further look waits twice as long, since edits are few. */
const FIRST_LOOK_MS = 5_000;

/** Keeps count of a run as it goes. */
export interface Pace {
  count(line: LedgerLine): void;
  enter(phase: RunPhase): void;
  progress(): Progress;
  isTimeToShow(): boolean;
  shown(): void;
}

export function createPace({ clock, total, outcomes }: { clock: Clock; total: number; outcomes: LastOutcomes }): Pace {
  const begun = clock.now();
  const last = new Map([...outcomes].map(([id, line]) => [id, line.outcome]));
  let counted = 0;
  let phase: RunPhase = 'purging';
  let lookAfterMs = FIRST_LOOK_MS;

  const perSecond = (): number | null => {
    const elapsedMs = clock.now() - begun;
    return counted === 0 || elapsedMs < 1_000 ? null : (counted * 1_000) / elapsedMs;
  };
  return {
    count: (line) => {
      last.set(line.message_id, line.outcome);
      counted += 1;
    },
    enter: (next) => {
      phase = next;
    },
    progress: () => {
      const tally = { ...NO_OUTCOMES };
      for (const outcome of last.values()) tally[outcome] += 1;
      return {
        done: last.size,
        total,
        outcomes: { ...tally, 'not-attempted': total - last.size },
        phase,
        perSecond: perSecond(),
      };
    },
    isTimeToShow: () => clock.now() - begun >= lookAfterMs,
    shown: () => {
      while (clock.now() - begun >= lookAfterMs) lookAfterMs *= 2;
    },
  };
}

/** How far a run has come by its ledger, whether or not anybody is at work on it. */
export async function storedProgress(
  { clock, files }: { clock: Clock; files: PurgeFiles },
  request: PurgeRequest,
): Promise<Progress> {
  const outcomes = await lastOutcomes(files.outcomes(request.id));
  return createPace({ clock, total: request.summary?.messages ?? 0, outcomes }).progress();
}

import type { LedgerLine, Progress, PurgeRequest, RunPhase } from '../model.js';
import type { Clock, PurgeFiles } from '../ports.js';
import { lastOutcomes, NO_OUTCOMES, type LastOutcomes } from './report.js';

/** Work longer than this shows how far it is; every further look waits twice as long, since edits are few. */
const FIRST_LOOK_MS = 5_000;
/** Within days nobody should have to ask: so often it is shown at least. */
const LONGEST_GAP_MS = 3_600_000;

/** When to show how far something is. All times are ms since it began. */
export interface Looks {
  isDue(elapsedMs: number): boolean;
  /** Now, and when the next is due. */
  taken(elapsedMs: number): number;
}

export function createLooks(): Looks {
  let nextMs = FIRST_LOOK_MS;
  return {
    isDue: (elapsedMs) => elapsedMs >= nextMs,
    taken: (elapsedMs) => {
      while (elapsedMs >= nextMs) nextMs += Math.min(nextMs, LONGEST_GAP_MS);
      return nextMs;
    },
  };
}

/** Keeps count of a run as it goes. */
export interface Pace {
  count(line: LedgerLine): void;
  enter(phase: RunPhase): void;
  progress(): Progress;
  /** Deletions a second while nothing was waited for; null where that is not known yet. */
  rate(): { readonly perSecond: number | null; readonly counted: number };
  isTimeToShow(): boolean;
  shown(): void;
}

export function createPace({ clock, total, outcomes }: { clock: Clock; total: number; outcomes: LastOutcomes }): Pace {
  const begun = clock.now();
  const last = new Map([...outcomes].map(([id, line]) => [id, line.outcome]));
  let counted = 0;
  let phase: RunPhase = 'purging';
  let phaseBegun = begun;
  let waitedMs = 0;
  const looks = createLooks();

  const elapsedMs = (): number => clock.now() - begun;
  const perSecond = (): number | null => {
    const waitingMs = phase === 'purging' ? waitedMs : waitedMs + clock.now() - phaseBegun;
    const busyMs = elapsedMs() - waitingMs;
    return counted === 0 || busyMs < 1_000 ? null : (counted * 1_000) / busyMs;
  };
  return {
    count: (line) => {
      last.set(line.message_id, line.outcome);
      counted += 1;
    },
    enter: (next) => {
      if (phase !== 'purging') waitedMs += clock.now() - phaseBegun;
      [phase, phaseBegun] = [next, clock.now()];
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
    rate: () => ({ perSecond: perSecond(), counted }),
    isTimeToShow: () => looks.isDue(elapsedMs()),
    shown: () => void looks.taken(elapsedMs()),
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

import type { Clock, DeletionAnswer, Probe } from '../ports.js';
import { rest } from './rest.js';

/** So many tries in a row, of whatever messages, without one that Webex answered: it is Webex that fails. */
const FAILURES_IN_A_ROW = 20;

/** A single message that keeps failing is not called an outage where Webex answered another one this long ago, ms. */
const ANSWERED_LATELY_MS = 60_000;

/** Between two looks whether Webex is back, ms: the first and the longest. */
const FIRST_LOOK_MS = 2_000;
const LONGEST_LOOK_MS = 60_000;

/** Told apart from a message that fails: nothing is answered at all. A run waits until it is over, and goes on by itself. */
export interface Outage {
  see(answer: Pick<DeletionAnswer, 'status'>): void;
  /** Resolves at once in fair weather, else when Webex answers again or the run halts. */
  over(): Promise<void>;
  /** Of a try that failed for good: whether it was Webex rather than the message. Then an outage has begun. */
  isSuspected(): Promise<boolean>;
  /** A probe did not reach Webex. */
  begin(): void;
  /** Outages so far. */
  count(): number;
}

export interface OutageParts {
  readonly clock: Pick<Clock, 'now' | 'wait'>;
  /** Asks Webex something cheap. */
  readonly probe: () => Promise<Probe>;
  /** Aborted with the run. */
  readonly signal: AbortSignal;
  /** Each is awaited before anything else happens; `since`: the last answer of Webex's. */
  readonly began: (since: string) => Promise<void>;
  readonly ended: () => Promise<void>;
}

/** Whether Webex itself answered: not a 5xx, which may be a proxy's word for it. */
export function isAlive({ status }: Pick<DeletionAnswer, 'status'>): boolean {
  return status !== null && status < 500;
}

export function createOutage(parts: OutageParts): Outage {
  const { clock } = parts;
  let answeredAt = clock.now();
  let inARow = 0;
  let count = 0;
  let waiting: Promise<void> | null = null;

  const answered = (): void => {
    answeredAt = clock.now();
    inARow = 0;
  };
  const begin = (): void => {
    if (waiting !== null) return;
    count += 1;
    waiting = untilBack(parts, new Date(answeredAt).toISOString()).then(() => {
      answered();
      waiting = null;
    });
    // Whoever waits for it learns of a failure; that nobody does yet is no fault.
    waiting.catch(() => undefined);
  };
  return {
    see: (answer) => {
      if (isAlive(answer)) answered();
      else if (waiting === null && ++inARow >= FAILURES_IN_A_ROW) begin();
    },
    over: async () => {
      if (waiting !== null) await waiting;
    },
    isSuspected: async () => {
      if (waiting !== null) return true;
      if (clock.now() - answeredAt < ANSWERED_LATELY_MS) return false;
      if (await reaches(parts)) return false;
      begin();
      return true;
    },
    begin,
    count: () => count,
  };
}

async function untilBack(parts: OutageParts, since: string): Promise<void> {
  const { signal, began, ended } = parts;
  await began(since);
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LONGEST_LOOK_MS)) {
    await rest(parts.clock, pause, signal);
    if (signal.aborted) return;
    if (await reaches(parts)) return ended();
  }
}

/** A refusal reaches Webex too; what follows from it is told from the deletions. */
async function reaches({ probe }: OutageParts): Promise<boolean> {
  const found = await probe();
  return found.ok || found.cause !== 'unreachable';
}

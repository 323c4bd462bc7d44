import type { PersonId } from '../model.js';
import type { Clock, Deleter, DeletionAnswer } from '../ports.js';
import { isAlive, type Outage } from './outage.js';
import { rest } from './rest.js';

/** Waits between the tries of one message that Webex fails at, ms: eight tries over at least a minute. */
const PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 12_000, 16_000, 20_000];

/** So much of a pause may be added to it, so that what failed together is not tried together again. */
const JITTER = 0.25;

export interface AttemptParts {
  readonly deleter: Deleter;
  readonly clock: Pick<Clock, 'wait'>;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly outage: Outage;
}

export interface Attempt {
  readonly officer: PersonId;
  readonly messageId: string;
  /** Aborted: no request is started any more; one under way is seen to its end. */
  readonly signal: AbortSignal;
  /** Carries out a pause; a message that pauses gives its place to others meanwhile. */
  readonly aside: (pause: () => Promise<void>) => Promise<void>;
  /** Outages that there had been when it was last looked whether it is still to be deleted. */
  readonly outages: number;
  /** Asked before a try that had to wait; false: no further request is sent. */
  readonly isStillDue: () => Promise<boolean>;
}

/**
 * Tries one message until its outcome is known. What fails during an outage says nothing about this message and is not
 * counted. Null where no request was sent for it.
 */
export async function attempt(parts: AttemptParts, message: Attempt): Promise<DeletionAnswer | null> {
  const { clock, random, outage } = parts;
  const { signal } = message;
  let last = null as DeletionAnswer | null;
  let failures = 0;
  let outages = message.outages;
  for (;;) {
    await outage.over();
    const waited = last !== null || outages !== outage.count();
    if (outages !== outage.count()) [outages, failures] = [outage.count(), 0];
    if (waited && !signal.aborted && !(await message.isStillDue())) return last;
    const answer = signal.aborted ? null : await parts.deleter.delete(message.officer, message.messageId, signal);
    if (answer === null) return last;
    outage.see(answer);
    last = { ...answer, attempts: answer.attempts + (last?.attempts ?? 0) };
    if (!isPassing(answer)) return last;
    failures += 1;
    const pause = PAUSES_MS[failures - 1];
    if (pause !== undefined) await message.aside(() => rest(clock, jittered(pause, random()), signal));
    else if (isAlive(answer) || !(await outage.isSuspected())) return last;
  }
}

/** What may be different the next time: no answer, a 5xx, or a message that something locks for the moment. */
function isPassing(answer: DeletionAnswer): boolean {
  return !isAlive(answer) || answer.status === 423;
}

function jittered(ms: number, random: number): number {
  return Math.round(ms * (1 + JITTER * random));
}

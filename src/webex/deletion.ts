import { SignInNeededError, UnreachableError } from '../errors.js';
import { webexSentence } from '../http/failure.js';
import { backoffMs } from '../http/retry-timing.js';
import type { HttpAnswer } from '../http/client.js';
import type { PersonId } from '../model.js';
import type { Clock, Deleter, DeletionAnswer, Log } from '../ports.js';
import type { OfficerCalls } from './officer-calls.js';

/** Tries of one DELETE that Webex fails at with 5xx or that gets lost. */
const TRIES = 5;

interface DeleterParts {
  readonly calls: OfficerCalls;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
}

interface Attempt {
  readonly officer: PersonId;
  readonly messageId: string;
  readonly signal: AbortSignal;
}

/** The one place that sends a compliance DELETE. Between its tries a message gives its place on the lane to others. */
export function createDeleter(parts: DeleterParts): Deleter {
  return {
    delete: async (officer, messageId, signal) => {
      let last = null as DeletionAnswer | null;
      for (let tries = 1; ; tries += 1) {
        const answer = await deleteOnce(parts, { officer, messageId, signal });
        // A 429 leaves the message as it is: a stop during that wait means that nothing was done.
        if (answer === null) return last;
        last = { ...answer, attempts: answer.attempts + (last?.attempts ?? 0) };
        if (!isPassing(answer) || tries === TRIES) return noted(parts.log, messageId, last);
        await waitOrStop(parts, tries, signal);
      }
    },
  };
}

/** Null when the signal came before the request. A request under way is never cut off: its outcome must be known. */
async function deleteOnce(
  { calls }: DeleterParts,
  { officer, messageId, signal }: Attempt,
): Promise<DeletionAnswer | null> {
  const path = `/messages/${encodeURIComponent(messageId)}`;
  try {
    return read(await calls(officer, 'delete', { method: 'DELETE', path, accept: 'any', tries: 1 }, signal));
  } catch (error) {
    if (error instanceof UnreachableError) {
      return { status: null, attempts: 1, trackingId: error.trackingId, reason: error.message };
    }
    if (error instanceof SignInNeededError)
      return { status: 401, attempts: 0, trackingId: null, reason: error.message };
    if (signal.aborted) return null;
    throw error;
  }
}

function read(answer: HttpAnswer): DeletionAnswer {
  const { status, attempts, trackingId } = answer;
  return { status, attempts, trackingId, reason: status < 300 ? null : webexSentence(answer.text()) };
}

/** What may be different the next time: no answer, or a 5xx. 403, 404, 410 and 423 will not be. */
function isPassing({ status }: DeletionAnswer): boolean {
  return status === null || status >= 500;
}

async function waitOrStop({ clock, random }: DeleterParts, failures: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.wait(backoffMs(failures, random()), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function noted(log: Log, messageId: string, answer: DeletionAnswer): DeletionAnswer {
  if (answer.status === null || answer.status >= 300) {
    log.warn('delete.refused', {
      messageId,
      status: answer.status,
      attempts: answer.attempts,
      trackingId: answer.trackingId,
    });
  }
  return answer;
}

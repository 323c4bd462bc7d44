import { SignInNeededError, UnreachableError } from '../errors.js';
import { webexSentence } from '../http/failure.js';
import type { HttpAnswer } from '../http/client.js';
import type { PersonId } from '../model.js';
import type { Deleter, DeletionAnswer, Log } from '../ports.js';
import type { OfficerCalls } from './officer-calls.js';

interface DeleterParts {
  readonly calls: OfficerCalls;
  readonly log: Log;
}

/** The one place that sends a compliance DELETE. A request under way is never cut off: its outcome must be known. */
export function createDeleter({ calls, log }: DeleterParts): Deleter {
  return {
    delete: async (officer, messageId, signal) => {
      const answer = await send(calls, { officer, messageId, signal });
      if (answer !== null && !isDone(answer)) {
        const { status, attempts, trackingId } = answer;
        log.warn('delete.refused', { messageId, status, attempts, trackingId });
      }
      return answer;
    },
  };
}

async function send(
  calls: OfficerCalls,
  { officer, messageId, signal }: { officer: PersonId; messageId: string; signal: AbortSignal },
): Promise<DeletionAnswer | null> {
  const path = `/messages/${encodeURIComponent(messageId)}`;
  try {
    return read(await calls(officer, 'delete', { method: 'DELETE', path, accept: 'any', tries: 1 }, signal));
  } catch (error) {
    if (error instanceof UnreachableError) {
      return { status: null, attempts: 1, trackingId: error.trackingId, reason: error.message };
    }
    if (error instanceof SignInNeededError) {
      return { status: 401, attempts: 0, trackingId: null, reason: error.message };
    }
    // A 429 leaves the message as it is: a stop during that wait means that nothing was done.
    if (signal.aborted) return null;
    throw error;
  }
}

function read(answer: HttpAnswer): DeletionAnswer {
  const { status, attempts, trackingId } = answer;
  return { status, attempts, trackingId, reason: status < 300 ? null : webexSentence(answer.text()) };
}

function isDone({ status }: DeletionAnswer): boolean {
  return status !== null && status < 300;
}

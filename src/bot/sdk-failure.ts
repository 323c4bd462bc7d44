import { RefusedError, UnreachableError } from '../errors.js';
import { webexSentence } from '../http/failure.js';

/** What of the SDK's HTTP error is safe to read; the rest holds the request, its token included. */
interface SdkFailure {
  readonly status: number | null;
  readonly said: string | null;
  readonly trackingId: string | null;
}

/** Whether Webex's limit was hit, so that nothing was posted. */
export function isLimited(error: unknown): boolean {
  return read(error).status === 429;
}

/** The SDK's error as one of ours, without its request and so without the token. */
export function ownError(error: unknown, what: string): RefusedError | UnreachableError {
  const { status, said, trackingId } = read(error);
  const tail = said === null ? '' : `: ${said}`;
  if (status === null || status === 0 || status >= 500) {
    return new UnreachableError(`Webex was not reached for ${what}${tail}`, { status, trackingId });
  }
  const hint = 'Check that the bot is still a member of the space and that its token is valid.';
  return new RefusedError(`Webex refused ${what} (${String(status)})${tail}`, { status, trackingId, hint });
}

function read(error: unknown): SdkFailure {
  const held = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  const body = held['body'];
  const said = webexSentence(typeof body === 'string' ? body : JSON.stringify(body ?? null));
  const tracking = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['trackingId'] : null;
  return {
    status: typeof held['statusCode'] === 'number' ? held['statusCode'] : null,
    said,
    trackingId: typeof tracking === 'string' && /^[\w.:-]{1,128}$/.test(tracking) ? tracking : null,
  };
}

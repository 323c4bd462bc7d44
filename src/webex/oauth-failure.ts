import { ResponseBodyError } from 'openid-client';
import { AppError, OddAnswerError, RefusedError, UnreachableError } from '../errors.js';
import { plain } from '../http/failure.js';

/** The code or refresh token is no good (RFC 6749, 5.2). Every other failure says nothing about it. */
export function isRefusedGrant(error: unknown): boolean {
  return error instanceof ResponseBodyError && error.status < 429 && error.error === 'invalid_grant';
}

/** Keeps apart: Webex refused us, Webex was not reached, Webex answered something odd. */
export function signInFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const status = statusOf(error);
  if (status === null && isMalformed(error)) return oddAnswer();
  if (status === null || status === 429 || status >= 500) {
    return new UnreachableError('Webex’s sign-in could not be reached', { status, cause: error });
  }
  return status >= 400 ? refusal(error, status) : oddAnswer();
}

function refusal(error: unknown, status: number): RefusedError {
  const said = error instanceof ResponseBodyError ? plain(error.error) : String(status);
  return new RefusedError(`Webex refuses the integration: ${said}`, {
    status,
    trackingId: null,
    hint: 'Check CLIENT_ID, CLIENT_SECRET and the redirect URI against the integration’s page.',
    cause: error,
  });
}

/** Without its cause, which may hold the body and so the tokens. */
function oddAnswer(): OddAnswerError {
  return new OddAnswerError('Webex’s sign-in answered in a form that is not documented');
}

/** An answer of success that openid-client could not use; its codes begin so, but for the two of a call that was cut off. */
function isMalformed(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^OAUTH_(?!TIMEOUT|ABORT)/.test(code);
}

/** openid-client hands an answer on that it could not read as the error's cause, at some depth. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if ('status' in error && typeof error.status === 'number') return error.status;
  const { cause } = error;
  const isAnswer = typeof cause === 'object' && cause !== null && 'status' in cause && typeof cause.status === 'number';
  return isAnswer ? (cause.status as number) : statusOf(cause);
}

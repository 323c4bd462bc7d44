import { AppError, OddAnswerError, RefusedError, UnreachableError } from '../errors.js';

/** What a failure is told from: one answer, its body read. */
interface FailedAnswer {
  readonly status: number;
  readonly trackingId: string | null;
  readonly body: string;
}

/** Webex's limit was hit, and whoever sent this wanted to do the waiting. */
export class LimitedError extends AppError {
  /** By Retry-After, in ms, already made sane. */
  readonly waitMs: number;
  readonly trackingId: string | null;

  constructor(waitMs: number, trackingId: string | null) {
    super('limited', 'Webex limits how many requests this person may make.', { hint: 'Wait, then try again.' });
    this.waitMs = waitMs;
    this.trackingId = trackingId;
  }
}

const SENTENCE_LENGTH = 200;
const HINTS: Readonly<Record<number, string>> = {
  401: 'The token is not valid any more: sign in again, or check the bot token.',
  403: 'Check that the person is a compliance officer and that the integration has all its scopes.',
  404: 'It may have been removed, or it is out of this token’s reach.',
};

/** The error for an answer that is no success; `what` names the request, without its query. */
export function failureOf(answer: FailedAnswer, what: string): AppError {
  const { status, trackingId } = answer;
  const said = webexSentence(answer.body);
  const tail = said === null ? '' : `: ${said}`;
  if (status >= 300 && status < 400) {
    return new OddAnswerError(`Webex answered ${what} with a redirect (${status}), which is never followed`);
  }
  if (status === 429 || status >= 500) {
    return new UnreachableError(`Webex could not answer ${what} (${status})${tail}`, { status, trackingId });
  }
  const hint = HINTS[status] ?? 'The log has Webex’s tracking id, by which Cisco can look the request up.';
  return new RefusedError(`Webex refused ${what} (${status})${tail}`, { status, trackingId, hint });
}

/** The error for a request that no answer came to; the codes are Node's and undici's. */
export function lostRequest(error: unknown, what: string): UnreachableError {
  const code = codeOf(error);
  return new UnreachableError(`Webex was not reached for ${what} (${code ?? 'no answer'})`, { cause: error });
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}

/**
 * Webex's own sentence from an error's JSON, `{message, errors: [{description}], trackingId}`, as plain text of at most
 * 200 characters; null when there is none. Nothing else of a body is ever quoted.
 */
export function webexSentence(body: string): string | null {
  const parsed = objectOf(body);
  if (parsed === null) return null;
  const candidates = [parsed['message'], descriptionOf(parsed['errors']), parsed['error_description']];
  const said = candidates.find((value): value is string => typeof value === 'string' && value !== '');
  return said === undefined ? null : plain(said);
}

function descriptionOf(errors: unknown): unknown {
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  return isObject(first) ? first['description'] : null;
}

/** The tracking id by header, else by body; null when it is not shaped like one. */
export function trackingIdOf(header: string | undefined, body: string): string | null {
  const found = header ?? objectOf(body)?.['trackingId'];
  return typeof found === 'string' && /^[\w.:-]{1,128}$/.test(found) ? found : null;
}

/** Foreign text without markup, control or direction characters, on one line, cut. */
export function plain(text: string): string {
  const oneLine = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(oneLine.toWellFormed());
  return characters.length <= SENTENCE_LENGTH ? oneLine : `${characters.slice(0, SENTENCE_LENGTH - 1).join('')}…`;
}

function objectOf(body: string): Record<string, unknown> | null {
  if (!body.trimStart().startsWith('{')) return null;
  try {
    const parsed: unknown = JSON.parse(body);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** When to try again. Pure: the server's word beats our back-off; a bad header loses its timing, not the retry. */

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** Wait after a 429 whose Retry-After is missing or unreadable; Cisco's Python SDK waits the same. */
const LIMIT_FALLBACK_MS = 15 * SECOND;
/** Least wait after a 429, however small a number Webex gives. */
const LIMIT_LEAST_MS = SECOND;
/** Above this a Retry-After is taken for garbage. Webex's REST basics show 3,600 s as an ordinary value. */
const LIMIT_MOST_MS = 6 * HOUR;

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 30 * SECOND;

/**
 * How long a 429 asks us to wait, in ms.
 * @param header the Retry-After header: seconds, or an HTTP date.
 * @param nowMs Webex's time, against which a date counts.
 */
export function limitWaitMs(header: string | undefined, nowMs: number): number {
  const asked = header === undefined ? null : askedMs(header.trim(), nowMs);
  if (asked === null || asked > LIMIT_MOST_MS) return LIMIT_FALLBACK_MS;
  return Math.max(asked, LIMIT_LEAST_MS);
}

function askedMs(text: string, nowMs: number): number | null {
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text)) return Number(text) * SECOND;
  if (!HTTP_DATE.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at - nowMs;
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`; the two obsolete forms of RFC 9110 are not worth a parser. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Wait before the next try after a 5xx or a lost connection, in ms: 0.5 s doubling to 30 s, of which a random half.
 * @param failures how many tries have failed, from 1 on.
 * @param random a number in [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_MOST_MS);
  return Math.round(full * (0.5 + random / 2));
}

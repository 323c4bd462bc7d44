import { rateLimit, type RateLimitRequestHandler } from 'express-rate-limit';
import { tooManyPage } from './pages.js';
import type { Show } from './show.js';

const MINUTE_MS = 60_000;

/**
 * Requests to /login and /callback from one address in a minute: thirty sign-ins. What one address can begin in the ten
 * minutes that a sign-in stays open is then less than the desk keeps, so it cannot push out the others.
 */
export const SIGN_IN_LIMIT = 60;

/**
 * Deliveries to /webhook from one address in a minute. Webex sends from few addresses, and behind a proxy without
 * TRUST_PROXY everybody shares one; it is here against a flood only, since what is not signed costs us little.
 */
export const WEBHOOK_LIMIT = 1_200;

/** Requests for the status page from one address in a minute. */
export const STATUS_LIMIT = 300;

export function limitPerMinute(limit: number, show: Show): RateLimitRequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Its checks complain on the console about forwarded headers, which are ignored on purpose unless TRUST_PROXY is set.
    validate: false,
    handler: (_request, response) => show(response, tooManyPage),
  });
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Secret } from '../secret.js';

/**
 * Which header carries an HMAC by which algorithm, as hex. Webex's Webhooks guide documents this one alone; stronger ones
 * would be rows here.
 */
const SIGNATURES: readonly (readonly [header: string, algorithm: string])[] = [['x-spark-signature', 'sha1']];

/** Whether a header signs exactly these bytes: JSON that was parsed and written again need not be the same. */
export function isSigned(headers: IncomingHttpHeaders, bytes: Buffer, secret: Secret<'webhook secret'>): boolean {
  return SIGNATURES.some(([header, algorithm]) => {
    const given = headers[header];
    if (typeof given !== 'string') return false;
    return sameText(given, createHmac(algorithm, secret.reveal()).update(bytes).digest('hex'));
  });
}

/** In constant time, so that an answer's delay tells nothing of the right signature; its length is no secret. */
function sameText(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

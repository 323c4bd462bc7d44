import { Cron } from 'croner';
import { parseAge } from '../duration.js';

/** Each answers null for what it cannot read. */

export const AGE_FORM = 'an age or time such as 30d, 12h, 90s or plain seconds (2592000), one second at least';

export function duration(text: string): number | null {
  return parseAge(text);
}

/** A duration that may be nothing: `0`. */
export function durationOrNone(text: string): number | null {
  return /^0[smhdw]?$/i.test(text) ? 0 : parseAge(text);
}

export function wholeNumber(least: number) {
  return (text: string): number | null => {
    const value = /^\d{1,12}$/.test(text) ? Number(text) : NaN;
    return value >= least ? value : null;
  };
}

export function yesOrNo(text: string): boolean | null {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  return /^(false|0|no|off)$/i.test(text) ? false : null;
}

export function oneOf<T extends string>(allowed: readonly T[]) {
  return (text: string): T | null => allowed.find((value) => value === text.toLowerCase()) ?? null;
}

export function port(text: string): number | null {
  const value = wholeNumber(0)(text);
  return value !== null && value <= 65_535 ? value : null;
}

/** An http or https address without its trailing slash; http only on loopback. */
export function address(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return null;
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return safe ? text.replace(/\/+$/, '') : null;
}

/** A proxy may be reached by plain http: what goes through it is encrypted end to end. */
export function proxyAddress(text: string): string | null {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : null;
}

/** 0.0.0.0 is what Cisco's sample has in its PUBLIC_URL; it never leaves the machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[::1\]|::1)$/i.test(hostname);
}

/** Base64 of 32 bytes, given as base64 or hex. */
export function encryptionKey(text: string): string | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex').toString('base64');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 ? bytes.toString('base64') : null;
}

export function timeZone(text: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone === '' ? null : text;
  } catch {
    return null;
  }
}

/** Five fields, or six with seconds first; must come up at least once. */
export function cron(text: string): string | null {
  try {
    return new Cron(text, { mode: '5-or-6-parts', paused: true }).nextRun() === null ? null : text;
  } catch {
    return null;
  }
}

const DAYS = 'mon|tue|wed|thu|fri|sat|sun';
const PURGE_HOURS = new RegExp(
  `^(${DAYS})(-(${DAYS}))? ([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$`,
  'i',
);

export function purgeHours(text: string): string | null {
  return PURGE_HOURS.test(text) ? text : null;
}

export function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

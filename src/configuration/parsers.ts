import { isIP } from 'node:net';
import { Cron } from 'croner';
import { parseAge } from '../duration.js';

/** The forms of values. Each answers null for what it cannot read. */

export const AGE_FORM = 'an age or time such as 30d, 12h, 90s or plain seconds (2592000), one second at least';

/** A century: nothing in Webex is older, and a date that far off can still be written. */
const LONGEST_MS = 100 * 366 * 86_400_000;

/** ms. */
export function duration(text: string): number | null {
  const ms = parseAge(text);
  return ms !== null && ms <= LONGEST_MS ? ms : null;
}

/** A duration in ms that may be nothing: `0`. */
export function durationOrNone(text: string): number | null {
  return /^0[smhdw]?$/i.test(text) ? 0 : duration(text);
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
  const value = wholeNumber(1)(text);
  return value !== null && value <= 65_535 ? value : null;
}

/** An address or name that a server can listen on. */
export function host(text: string): string | null {
  return isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text) ? text : null;
}

/** An http or https address without the slashes at its end; http only on loopback. */
export function address(text: string): string | null {
  if (!isWebAddress(text)) return null;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '' || /[?#]/.test(text)) return null;
  return protocol === 'https:' || isLoopback(hostname) ? text.replace(/\/+$/, '') : null;
}

/** The port as it stands in an address, the scheme's own one included, which `URL` would leave out. */
export function writtenPort(url: string): number | null {
  const written = /^https?:\/\/[^/]*:(\d+)(\/|$)/i.exec(url)?.[1];
  return written === undefined ? null : port(written);
}

/** A proxy may be reached by plain http: what goes through it is encrypted end to end. */
export function proxyAddress(text: string): string | null {
  return isWebAddress(text) ? text : null;
}

/** `URL` alone would mend what is written wrongly (a third slash, a backslash), and the text is used as it stands. */
function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s\\/][^\s\\]*$/i.test(text) && URL.canParse(text);
}

/** 0.0.0.0 is what Cisco's sample has in its PUBLIC_URL; it never leaves the machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[::1\]|::1)$/i.test(hostname);
}

/** As Express takes it: a number of proxies, or their addresses and networks, comma separated. */
export function trustedProxies(text: string): string | null {
  if (/^(true|false|\d{1,2})$/i.test(text)) return text.toLowerCase();
  const parts = list(text);
  return parts.length > 0 && parts.every(isNetwork) ? parts.join(',') : null;
}

function isNetwork(text: string): boolean {
  if (/^(loopback|linklocal|uniquelocal)$/.test(text)) return true;
  const [, base = '', bits = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(base);
  return family !== 0 && Number(bits) <= (family === 4 ? 32 : 128);
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

/** Whose tokens delete: the approvers', or one officer's by e-mail address. */
export function executor(text: string): string | null {
  if (text.toLowerCase() === 'approvers') return 'approvers';
  return /^[^\s@,]+@[^\s@,]+$/.test(text) ? text : null;
}

/** Comma separated; each once. */
export function list(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  return [...new Set(parts.filter(Boolean))];
}

/** E-mail addresses or person ids; only the ids distinguish case. */
export function people(text: string): readonly string[] {
  return list(text.replace(/[^\s,]+@[^\s,]+/g, (email) => email.toLowerCase()));
}

import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import type { Random } from '../ports.js';

dayjs.extend(utc);

/** Letters, digits and hyphens, at most 32: safe in a path, a file name and a sentence. */
const ID_FORM = /^[a-z0-9][a-z0-9-]{0,31}$/i;

export function isPurgeId(text: string): boolean {
  return ID_FORM.test(text);
}

/** `20261124-k3f9a`: the day it was asked, and enough chance that nobody meets the same twice. */
export function newRequestId(nowMs: number, random: Random): string {
  return `${dayjs.utc(nowMs).format('YYYYMMDD')}-${random.token(6)}`;
}

export function newNonce(random: Random): string {
  return random.token(32);
}

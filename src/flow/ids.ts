import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import type { Random } from '../ports.js';

dayjs.extend(utc);

/** `20261124-k3f9a`: the day it was asked, and enough chance that nobody meets the same twice. */
export function newRequestId(nowMs: number, random: Pick<Random, 'token'>): string {
  return `${dayjs.utc(nowMs).format('YYYYMMDD')}-${random.token(6)}`;
}

export function newNonce(random: Pick<Random, 'token'>): string {
  return random.token(32);
}

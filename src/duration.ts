/** What each unit of an age is in milliseconds. A bare number is seconds, as in Cisco's sample. */
const UNIT_MS: Readonly<Record<string, number>> = {
  '': 1_000,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `30d`, `12h`, `90s` or bare seconds → ms; null where it is none, or shorter than a second. */
export function parseAge(text: string): number | null {
  const match = /^(\d{1,12})([smhdw]?)$/i.exec(text);
  if (match === null) return null;
  const ms = Number(match[1]) * (UNIT_MS[(match[2] ?? '').toLowerCase()] ?? NaN);
  return Number.isSafeInteger(ms) && ms >= 1_000 ? ms : null;
}

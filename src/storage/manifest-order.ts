import type { Candidate } from '../model.js';

/** `2026-08-28T00:00:00.000Z`: of two such texts the smaller is the earlier. */
const FULL_FORM_LENGTH = 24;

/** By the moment of writing, then by id, so that the same list always has the same bytes and the same digest. */
export function inOrder(a: Candidate, b: Candidate): number {
  return byMoment(a.created, b.created) || byText(a.message_id, b.message_id);
}

/** Webex writes milliseconds and Z. Should it ever leave some out, the moment counts and not the text. */
function byMoment(a: string, b: string): number {
  if (a === b || (isFullForm(a) && isFullForm(b))) return byText(a, b);
  return Date.parse(a) - Date.parse(b) || byText(a, b);
}

function isFullForm(time: string): boolean {
  return time.length === FULL_FORM_LENGTH && time.endsWith('Z');
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

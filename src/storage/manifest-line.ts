import type { Candidate } from '../model.js';

/** `2026-08-28T00:00:00.000Z`: of two such texts the smaller is the earlier. */
const MOMENT_LENGTH = 24;

/**
 * A candidate's line behind its moment, so that the text sorts by the moment of writing and then by id: the same list has
 * the same bytes and the same digest. Webex writes milliseconds and Z; should it ever leave some out, the moment counts and
 * not the text.
 */
export function sortableLine(candidate: Candidate): string {
  // Joined with `+` it would be two strings, of which the sorting makes a third.
  return [new Date(candidate.created).toISOString(), manifestLine(candidate)].join('');
}

/** The line as it stands in the file. */
export function lineOf(sortable: string): string {
  return sortable.slice(MOMENT_LENGTH);
}

/** The fields in the order in which the file has always had them: the digest depends on it. The id comes first: it breaks ties. */
function manifestLine(candidate: Candidate): string {
  const { message_id, created, sender_id, sender, room_id, other_id, other, other_org } = candidate;
  return JSON.stringify({ message_id, created, sender_id, sender, room_id, other_id, other, other_org });
}

/** What both lines begin with when they are of the same message: moment and id. */
export function ofSameMessage(a: string, b: string): boolean {
  return a === b || (a !== '' && keyOf(a) === keyOf(b));
}

function keyOf(sortable: string): string {
  return sortable.slice(0, sortable.indexOf('","created":'));
}

import type { Config } from '../config.js';
import type { Member, Person, PersonId } from '../model.js';
import { fine, warning, type Finding } from './doctor-finding.js';
import type { DoctorNetwork } from './doctor-network.js';

interface SpaceParts {
  readonly config: Config;
  readonly network: DoctorNetwork;
  readonly bot: Person;
  readonly officers: readonly Person[];
  /** Null where it is not known. */
  readonly orgId: string | null;
}

const LEAVE = 'Remove from the space whoever should not see them.';
/** So many addresses are named; the rest are counted. */
const NAMED = 5;

/** Who sees cards and reports without being an officer? */
export async function checkMembers(parts: SpaceParts): Promise<readonly Finding[]> {
  const all = await parts.network.rest.members(parts.config.adminRoomId);
  const members = all.filter(({ personId }) => personId !== parts.bot.id);
  const officers = new Set<PersonId>(parts.officers.map(({ id }) => id));
  const others = members.filter(({ personId }) => !officers.has(personId));
  const foreign = members.filter(({ orgId }) => orgId !== null && parts.orgId !== null && orgId !== parts.orgId);
  return [...absent(parts.officers, members), onlyOfficers(members, others), ...fromOutside(foreign)];
}

/** Commands are taken in the space only. */
function absent(officers: readonly Person[], members: readonly Member[]): readonly Finding[] {
  const inside = new Set(members.map(({ personId }) => personId));
  const missing = officers.filter(({ id }) => !inside.has(id));
  if (missing.length === 0) return [];
  const says = `Officers who are not members of the space in ADMIN_ROOM_ID: ${listed(missing)}.`;
  return [warning('space', says, 'Add them in Webex: requests and decisions are made in the space only.')];
}

function onlyOfficers(members: readonly Member[], others: readonly Member[]): Finding {
  if (others.length === 0) return fine('space', `All ${String(members.length)} members of the space are officers.`);
  const says = `Cards and reports are seen by ${String(others.length)} of ${String(members.length)} members who are not officers: ${listed(others)}.`;
  return warning('space', says, LEAVE);
}

function fromOutside(foreign: readonly Member[]): readonly Finding[] {
  if (foreign.length === 0) return [];
  const says = `Cards and reports are seen by ${String(foreign.length)} of another organisation: ${listed(foreign)}.`;
  return [warning('space', says, LEAVE)];
}

function listed(people: readonly { readonly email: string }[]): string {
  const named = people.slice(0, NAMED).map(({ email }) => email);
  const more = people.length - named.length;
  return more === 0 ? named.join(', ') : `${named.join(', ')} and ${String(more)} more`;
}

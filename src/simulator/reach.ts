/** Whose content an officer manages (Webex's Compliance guide). */
import type { Person, Room } from './model.js';
import type { Org } from './org.js';

/**
 * The owning org's officers manage a group space, any participating org's the content of its own people; in a 1:1
 * between two orgs either side's officer manages both people's messages.
 */
export function reaches(org: Org, officer: Person, room: Room, author?: Person): boolean {
  if (room.orgUuid === officer.orgUuid || author?.orgUuid === officer.orgUuid) return true;
  return (
    room.type === 'direct' && [...room.members.keys()].some((uuid) => org.person(uuid).orgUuid === officer.orgUuid)
  );
}

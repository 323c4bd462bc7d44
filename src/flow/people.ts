import type { Member, PersonId } from '../model.js';

/** Everybody that a scan has heard of, each once in memory, however many rooms they are in. */
export interface People {
  /** Adds what is new in it, and answers all that is known of this person. */
  readonly note: (member: Member) => Member;
}

export function createPeople(): People {
  const people = new Map<PersonId, Member>();
  const orgs = new Map<string, string>();
  /** Each answer of Webex brings a copy of its own, and organisations are few. */
  const sameText = (orgId: string): string => orgs.get(orgId) ?? (orgs.set(orgId, orgId), orgId);
  return {
    note: (member) => {
      const known = people.get(member.personId);
      if (known !== undefined && (member.orgId === null || member.orgId === known.orgId)) return known;
      const noted = { ...member, orgId: member.orgId === null ? null : sameText(member.orgId) };
      people.set(member.personId, noted);
      return noted;
    },
  };
}

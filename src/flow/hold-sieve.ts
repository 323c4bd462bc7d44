import type { Candidate, Hold, PersonId } from '../model.js';

/** What is known of one of the two people of a 1:1 space. */
export interface Known {
  readonly personId: PersonId;
  readonly email: string;
}

/** Tells what a hold list keeps. Pure; made once for each list. */
export interface HoldSieve<H extends Hold = Hold> {
  /** Whether it matters who is in a room: a hold on a person keeps what the other one wrote too. */
  readonly needsMembers: boolean;
  /** The hold that keeps what stands in this room, as far as `people` tells who is in it; of several one. */
  over(roomId: string, people: readonly Known[]): H | null;
  /** All that do, each once. */
  allOver(roomId: string, people: readonly Known[]): ReadonlySet<H>;
}

export function createHoldSieve<H extends Hold>(holds: readonly H[]): HoldSieve<H> {
  const nothing: ReadonlySet<H> = new Set();
  const byName = new Map<string, H[]>();
  for (const hold of holds) for (const name of namesOf(hold)) note(byName, name, hold);

  const allOver = (roomId: string, people: readonly Known[]): ReadonlySet<H> => {
    if (byName.size === 0) return nothing;
    const names = [idKey(roomId), ...people.flatMap(({ personId, email }) => [idKey(personId), email.toLowerCase()])];
    return new Set(names.flatMap((name) => byName.get(name) ?? []));
  };
  return {
    needsMembers: holds.some(({ kind }) => kind !== 'space'),
    over: (roomId, people) => [...allOver(roomId, people)][0] ?? null,
    allOver,
  };
}

function note<H>(byName: Map<string, H[]>, name: string, hold: H): void {
  const known = byName.get(name);
  if (known === undefined) byName.set(name, [hold]);
  else known.push(hold);
}

/** The people of a candidate's room that its line of the manifest names; whom it lacks has to be asked for. */
export function peopleOf({ sender_id, sender, other_id, other }: Candidate): readonly Known[] {
  const people = [{ personId: sender_id, email: sender }];
  return other_id === undefined && other === undefined
    ? people
    : [...people, { personId: other_id ?? '', email: other ?? '' }];
}

/** Whether two ways of naming somebody or something mean the same. */
export function isOn(hold: Hold, who: string): boolean {
  return namesOf(hold).includes(who.includes('@') ? who.toLowerCase() : idKey(who));
}

/** Addresses and ids cannot be mistaken for each other: only an address has an @. */
function namesOf({ who, personId, email }: Hold): readonly string[] {
  const names = [who, personId ?? '', email ?? ''].filter((name) => name !== '');
  return [...new Set(names.map((name) => (name.includes('@') ? name.toLowerCase() : idKey(name))))];
}

/** Webex writes its ids in base64, with and without the padding at its end. */
function idKey(id: string): string {
  return id.replace(/=+$/, '');
}

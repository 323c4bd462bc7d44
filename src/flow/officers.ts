import { AppError } from '../errors.js';
import type { Officer, Person, Session } from '../model.js';
import type { Audit, SignIn } from '../ports.js';

/** Looks people up in Webex; null for one it does not know. */
export interface Directory {
  person(id: string): Promise<Person | null>;
  personByEmail(email: string): Promise<Person | null>;
}

export interface Resolved {
  readonly officers: readonly Officer[];
  /** Entries of OFFICERS that name nobody. */
  readonly unknown: readonly string[];
}

/** Finds the people of OFFICERS. Power hangs on the person id: addresses can change hands. */
export async function resolveOfficers(entries: readonly string[], directory: Directory): Promise<Resolved> {
  const found = await Promise.all(entries.map((entry) => lookUp(entry, directory)));
  const officers = new Map<string, Officer>();
  for (const person of found) {
    if (person !== null)
      officers.set(person.id, { id: person.id, email: person.email, displayName: person.displayName });
  }
  if (officers.size === 0) {
    throw new AppError('no-officers', `Webex knows none of OFFICERS (${entries.join(', ')}).`, {
      hint: 'Correct OFFICERS: e-mail addresses or person ids of people of your organisation, comma separated.',
    });
  }
  return { officers: [...officers.values()], unknown: entries.filter((_, i) => found[i] === null) };
}

async function lookUp(entry: string, directory: Directory): Promise<Person | null> {
  const person = await (entry.includes('@') ? directory.personByEmail(entry) : directory.person(entry));
  return person === null || person.kind === 'bot' ? null : person;
}

/** Tokens of people who are not in OFFICERS any more are erased; answers whose they were. */
export async function forgetOthers(
  officers: readonly Officer[],
  { signIn, audit }: { signIn: SignIn; audit: Audit },
): Promise<readonly Session[]> {
  const others = (await signIn.sessions()).filter(({ personId }) => !officers.some(({ id }) => id === personId));
  for (const { personId } of others) {
    const details = { person: personId, by: 'removal from OFFICERS' };
    await audit.append({ type: 'signin.ended', actor: 'bot', purge: null, details });
    await signIn.forget(personId);
  }
  return others;
}

import type { Asker, Refusal } from '../model.js';
import type { Person, Verdict } from './authorise.js';
import { officerOf, type Parts } from './parts.js';

/** A name is a courtesy: somebody who wants to stop a purge does not wait longer for it, ms. */
const NAME_PATIENCE_MS = 2_000;

/** Whoever says or clicks something. */
export interface Who {
  /** With the name and address that Webex knows; `email` stands in where it does not answer soon. */
  asker(id: string, email: string): Promise<Asker>;
  /** As the rules look at them: with their sign-in. */
  person(asker: Asker): Promise<Person>;
  /** Why the rule does not let them; null where it does. */
  unless(rule: (person: Person) => Verdict, asker: Asker): Promise<Refusal | null>;
}

export function createWho({ officers, inbox, signIn, clock }: Parts): Who {
  const person = async ({ id }: Asker): Promise<Person> => ({
    personId: id,
    officers,
    session: await signIn.session(id),
    signIn: signIn.help(),
  });
  return {
    asker: async (id, email) => {
      const officer = officerOf(officers, id);
      if (officer !== null) return officer;
      const tooLate = clock.wait(NAME_PATIENCE_MS).then(() => null);
      const found = await Promise.race([inbox.person(id), tooLate]).catch(() => null);
      return { id, email: found?.email ?? email, displayName: found?.displayName ?? email };
    },
    person,
    unless: async (rule, asker) => refusalOf(rule(await person(asker))),
  };
}

export function refusalOf(verdict: Verdict): Refusal | null {
  return verdict.allowed ? null : verdict.refusal;
}

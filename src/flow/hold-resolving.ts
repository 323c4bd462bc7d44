import type { Hold, Person, PersonId } from '../model.js';
import type { Directory, EventReader, HoldRow, Log } from '../ports.js';

/** Questions to Webex at once. */
const AT_ONCE = 8;

/** What Webex knows of somebody or something that was named. */
export type Resolution = Pick<Hold, 'kind' | 'personId' | 'email' | 'name'>;

export interface Asking {
  /** With whose token is looked for spaces; null: nobody's. */
  readonly officer: PersonId | null;
  readonly afresh: boolean;
}

/** Finds out who or what is meant; remembers it as long as the process lives. */
export interface HoldResolving {
  /** Rejects where Webex cannot be reached. */
  resolve(who: string, officer: PersonId | null): Promise<Resolution>;
  /** What is known already; without asking anybody. */
  known(who: string): Resolution | null;
  /** Asks for all that were not asked for yet; `afresh`: also for those whom Webex did not know. Answers for how many. */
  resolveAll(rows: readonly Pick<HoldRow, 'who'>[], look: Asking): Promise<number>;
}

export interface ResolvingParts {
  readonly directory: Directory;
  readonly reader: Pick<EventReader, 'members'>;
  readonly log: Log;
}

export function createHoldResolving({ directory, reader, log }: ResolvingParts): HoldResolving {
  const answers = new Map<string, Resolution>();

  const resolve = async (who: string, officer: PersonId | null): Promise<Resolution> => {
    const person = await (who.includes('@') ? directory.personByEmail(who) : directory.person(who));
    const resolution = person === null ? await withoutPerson(who, officer) : ofPerson(person);
    answers.set(who, resolution);
    return resolution;
  };

  const withoutPerson = async (who: string, officer: PersonId | null): Promise<Resolution> => {
    const isSpace = !who.includes('@') && officer !== null && (await hasMembers(who, officer));
    return isSpace ? { ...nobody(who), kind: 'space' } : nobody(who);
  };

  /** The bot is in no space but its own: only an officer's token tells which spaces there are. */
  const hasMembers = async (roomId: string, officer: PersonId): Promise<boolean> => {
    try {
      return (await reader.members(officer, roomId)) !== null;
    } catch (error) {
      log.warn('a space on hold could not be looked for', { error });
      return false;
    }
  };

  return {
    resolve,
    known: (who) => answers.get(who) ?? null,
    resolveAll: async (rows, { officer, afresh }) => {
      const isUnresolved = (who: string): boolean => answers.get(who)?.kind === 'unresolved';
      const open = rows.map(({ who }) => who).filter((who) => !answers.has(who) || (afresh && isUnresolved(who)));
      for (let i = 0; i < open.length; i += AT_ONCE) {
        await Promise.all(open.slice(i, i + AT_ONCE).map((who) => resolve(who, officer)));
      }
      return open.length;
    },
  };
}

/** Of somebody whom Webex does not know: the name as it was given is all there is to compare. */
export function nobody(who: string): Resolution {
  return { kind: 'unresolved', personId: null, email: who.includes('@') ? who : null, name: null };
}

/** The address that was given holds besides the present one: old messages carry the one of their time. */
function ofPerson({ id, email, displayName }: Person): Resolution {
  return { kind: 'person', personId: id, email: email === '' ? null : email.toLowerCase(), name: displayName || null };
}

import { AppError } from '../errors.js';
import type { Json, Notice, Officer, Person, PersonId, Rules, Session } from '../model.js';
import type { Audit, Directory, Facts, SignIn } from '../ports.js';

export interface Resolved {
  readonly officers: readonly Officer[];
  /** Entries of OFFICERS that name nobody. */
  readonly unknown: readonly string[];
  /** Addresses of OFFICERS that now belong to somebody else than the first time: neither of the two is an officer by them. */
  readonly reissued: readonly string[];
}

export interface ResolvingParts {
  readonly directory: Directory;
  readonly facts: Facts;
  readonly audit: Audit;
}

/** Whom each address of OFFICERS meant when it was first looked up. */
type Pins = Readonly<Record<string, PersonId>>;

const FACT = 'pinned officers';

/**
 * Finds the people of OFFICERS. Power hangs on the person id: an address can change hands, so the first id that it resolved to
 * is kept for good. Whoever really took over is listed by person id.
 */
export async function resolveOfficers(entries: readonly string[], parts: ResolvingParts): Promise<Resolved> {
  const pins = asPins(await parts.facts.get(FACT));
  const found = await Promise.all(entries.map(async (entry) => lookUp(entry, pins, parts.directory)));
  await pinNew(found, pins, parts);
  for (const one of found) if (one.pinned !== null) await recordReissued(one, parts.audit);
  const people = found.flatMap(({ person, pinned }) => (person === null || pinned !== null ? [] : [person]));
  const resolved = {
    officers: [...new Map(people.map((person) => [person.id, asOfficer(person)])).values()],
    unknown: found.flatMap(({ entry, person }) => (person === null ? [entry] : [])),
    reissued: found.flatMap(({ entry, pinned }) => (pinned === null ? [] : [entry])),
  };
  if (resolved.officers.length === 0) throw nobody(entries, resolved.reissued);
  return resolved;
}

interface Found {
  readonly entry: string;
  readonly person: Person | null;
  /** Whom the address meant first, where that was somebody else. */
  readonly pinned: PersonId | null;
}

async function lookUp(entry: string, pins: Pins, directory: Directory): Promise<Found> {
  const isAddress = entry.includes('@');
  const someone = await (isAddress ? directory.personByEmail(entry) : directory.person(entry));
  const person = someone === null || someone.kind === 'bot' ? null : someone;
  const pin = isAddress && Object.hasOwn(pins, keyOf(entry)) ? pins[keyOf(entry)] : undefined;
  return { entry, person, pinned: person === null || pin === undefined || pin === person.id ? null : pin };
}

async function pinNew(found: readonly Found[], pins: Pins, { facts, audit }: ResolvingParts): Promise<void> {
  const fresh = found.flatMap(({ entry, person }) =>
    person === null || !entry.includes('@') || Object.hasOwn(pins, keyOf(entry)) ? [] : [{ entry, person }],
  );
  if (fresh.length === 0) return;
  for (const { entry, person } of fresh) {
    const details = { address: entry, person: person.id };
    await audit.append({ type: 'officer.pinned', actor: 'bot', purge: null, details });
  }
  await facts.set(FACT, {
    ...pins,
    ...Object.fromEntries(fresh.map(({ entry, person }) => [keyOf(entry), person.id])),
  });
}

async function recordReissued({ entry, person, pinned }: Found, audit: Audit): Promise<void> {
  const details = { address: entry, person: person?.id ?? null, first: pinned };
  await audit.append({ type: 'officer.refused', actor: 'bot', purge: null, details });
}

function asPins(kept: Json | undefined): Pins {
  return typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? (kept as Pins) : {};
}

/** Addresses are the same in capitals. */
function keyOf(address: string): string {
  return address.toLowerCase();
}

function asOfficer({ id, email, displayName }: Person): Officer {
  return { id, email, displayName };
}

function nobody(entries: readonly string[], reissued: readonly string[]): AppError {
  const others = reissued.length === 0 ? '' : ` ${reissued.join(', ')} now belongs to somebody else than before.`;
  return new AppError('no-officers', `None of OFFICERS (${entries.join(', ')}) can be an officer.${others}`, {
    hint: 'Correct OFFICERS: e-mail addresses or person ids of people whom Webex knows, comma separated. Whoever took over an address is listed by person id.',
  });
}

/** What the space should know of OFFICERS at the start, beyond the addresses that Webex does not know. */
export function officerNews({ officers, reissued }: Resolved, { approvalsRequired, selfApproval }: Rules): Notice[] {
  const needed = approvalsRequired + (selfApproval ? 0 : 1);
  const short: Notice[] = officers.length < needed ? [{ kind: 'officers-short', known: officers.length, needed }] : [];
  return [...reissued.map((address): Notice => ({ kind: 'officer-reissued', address })), ...short];
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

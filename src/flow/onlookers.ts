import type { Json, Member, Onlooker, PersonId, PurgeRequest, RequestState } from '../model.js';
import type { Parts } from './parts.js';
import type { Showing } from './showing.js';

/**
 * How often is looked who is in the space while a purge is open, ms. Asked for rather than heard: the webhooks of the bot tell
 * of no memberships, and what happens while it is deaf would be missed.
 */
const LOOK_EVERY_MS = 60_000;

/** Its card, its progress and its report are there to be seen. */
const OPEN: ReadonlySet<RequestState> = new Set<RequestState>(['awaiting', 'approved', 'running']);

/** Under this name the facts hold who was in the space when it was last looked, while a purge is open. */
const FACT = 'members while a purge is open';

/** Tells the space of people who were added to it while a purge is open, and should perhaps not see it. */
export interface Onlookers {
  /** Rejects where the space, the audit or the facts cannot be reached: it is then told later. */
  attend(requests: readonly PurgeRequest[]): Promise<void>;
}

export function createOnlookers(
  {
    inbox,
    facts,
    audit,
    officers,
    clock,
    log,
  }: Pick<Parts, 'inbox' | 'facts' | 'audit' | 'officers' | 'clock' | 'log'>,
  showing: Pick<Showing, 'say'>,
): Onlookers {
  const isOfficer = (id: PersonId): boolean => officers.some((officer) => officer.id === id);
  /** One at a time, as this is looked at each second. */
  let attending: Promise<void> | null = null;
  let lookAt = 0;

  const attend = async (requests: readonly PurgeRequest[]): Promise<void> => {
    const open = requests.some(({ state, card }) => OPEN.has(state) && card !== null);
    if (!open) return forget();
    if (clock.now() < lookAt) return;
    lookAt = clock.now() + LOOK_EVERY_MS;
    const members = await inbox.members().catch((error: unknown) => {
      log.warn('the members of the space could not be read', { error });
      return null;
    });
    if (members !== null) await compare(members);
  };

  const forget = async (): Promise<void> => {
    lookAt = 0;
    if (knownIn(await facts.get(FACT)) !== null) await facts.set(FACT, null);
  };

  const compare = async (members: readonly Member[]): Promise<void> => {
    const known = knownIn(await facts.get(FACT));
    const people = known === null ? [] : onlookersAmong(members, { known, isOfficer });
    if (people.length > 0) await tell(people);
    // Noted once it was told: better told twice than never.
    const ids = members.map(({ personId }) => personId).toSorted();
    if (known === null || ids.join() !== known.join()) await facts.set(FACT, ids);
  };

  const tell = async (people: readonly Onlooker[]): Promise<void> => {
    const joined = people.map(({ personId, officer, outside }) => ({ person: personId, officer, outside }));
    await audit.append({ type: 'space.joined', actor: 'bot', purge: null, details: { joined } });
    await showing.say({ kind: 'onlookers', people });
  };

  return { attend: (requests) => (attending ??= attend(requests).finally(() => (attending = null))) };
}

interface Before {
  /** Who was in the space before. */
  readonly known: readonly PersonId[];
  readonly isOfficer: (id: PersonId) => boolean;
}

/** Who is new, and no officer or of another organisation than the officers who were there before. */
export function onlookersAmong(members: readonly Member[], { known, isOfficer }: Before): readonly Onlooker[] {
  const before = new Set(known);
  const home = members.filter(({ personId }) => before.has(personId) && isOfficer(personId)).map(({ orgId }) => orgId);
  const isOutside = ({ orgId }: Member): boolean => orgId !== null && home.length > 0 && !home.includes(orgId);
  return members
    .filter(({ personId }) => !before.has(personId))
    .map((member) => ({ ...member, officer: isOfficer(member.personId), outside: isOutside(member) }))
    .filter(({ officer, outside }) => !officer || outside);
}

function knownIn(fact: Json | undefined): readonly PersonId[] | null {
  return Array.isArray(fact) ? fact.filter((id) => typeof id === 'string') : null;
}

import type { Json, PersonId, Session } from '../model.js';
import type { Parts } from './parts.js';
import type { Showing } from './showing.js';

const DAY_MS = 86_400_000;

/** So many days before a sign-in ends the space is told, once each. */
const WARN_DAYS: readonly number[] = [14, 7, 1];

/**
 * A renewal gives most sign-ins their full life again; where Webex lets one end when it would have ended anyway, the end that we
 * reckon moves by a moment each time, and that is no other sign-in.
 */
const ANOTHER_END_MS = DAY_MS;

/** The last warning of one sign-in. A type and not an interface, so that it counts as JSON. */
type Warned = {
  /** When the sign-in was to end. */
  readonly endsAt: string;
  /** Which one of WARN_DAYS. */
  readonly days: number;
};

type AllWarned = Readonly<Record<PersonId, Warned>>;

export interface SignInWarning {
  readonly session: Session;
  readonly warned: Warned;
}

/** Under this name the facts hold the last warning by person id. */
const FACT = 'sign-in warnings';

/** Tells the space of sign-ins that end soon. */
export interface SignInWarnings {
  /** Tells what is due and was not told yet. Rejects where the space or the facts cannot be reached: nothing is lost by that. */
  attend(): Promise<void>;
}

export function createSignInWarnings(
  { signIn, facts, clock }: Pick<Parts, 'signIn' | 'facts' | 'clock'>,
  showing: Pick<Showing, 'say'>,
): SignInWarnings {
  /** One at a time, as this is looked at each second. */
  let attending: Promise<void> | null = null;

  const attend = async (): Promise<void> => {
    const sessions = await signIn.sessions();
    let warned = warnedIn(await facts.get(FACT));
    for (const warning of warningsDue(sessions, warned, clock.now())) {
      const { session } = warning;
      await showing.say({
        kind: 'sign-in-ends',
        name: session.displayName,
        endsAt: session.endsAt,
        signIn: signIn.help(),
      });
      // Noted once it was told: better told twice than never.
      warned = { ...onlyOf(sessions, warned), [session.personId]: warning.warned };
      await facts.set(FACT, warned);
    }
  };

  return { attend: () => (attending ??= attend().finally(() => (attending = null))) };
}

/** Of each sign-in that still lasts the nearest warning, unless it was given. */
export function warningsDue(sessions: readonly Session[], warned: AllWarned, nowMs: number): readonly SignInWarning[] {
  return sessions.flatMap((session) => {
    const { personId, endsAt } = session;
    const days = nearestWarning(Date.parse(endsAt) - nowMs);
    if (days === null || wasGiven(warned[personId], { endsAt, days })) return [];
    return [{ session, warned: { endsAt, days } }];
  });
}

/** Null: it lasts longer, or has ended and is no longer a matter of warning. */
function nearestWarning(leftMs: number): number | null {
  if (leftMs <= 0) return null;
  return WARN_DAYS.findLast((days) => leftMs <= days * DAY_MS) ?? null;
}

function wasGiven(before: Warned | undefined, now: Warned): boolean {
  if (before === undefined) return false;
  const sameSignIn = Date.parse(now.endsAt) - Date.parse(before.endsAt) < ANOTHER_END_MS;
  return sameSignIn && before.days <= now.days;
}

/** Whoever signed out is forgotten here too. */
function onlyOf(sessions: readonly Session[], warned: AllWarned): AllWarned {
  return Object.fromEntries(Object.entries(warned).filter(([id]) => sessions.some(({ personId }) => personId === id)));
}

/** What another version may have left is no reason to fail: the worst is a warning too many. */
function warnedIn(fact: Json | undefined): AllWarned {
  if (typeof fact !== 'object' || fact === null || Array.isArray(fact)) return {};
  return Object.fromEntries(Object.entries(fact).filter((entry): entry is [string, Warned] => isWarned(entry[1])));
}

function isWarned(value: unknown): value is Warned {
  if (typeof value !== 'object' || value === null) return false;
  return 'endsAt' in value && typeof value.endsAt === 'string' && 'days' in value && typeof value.days === 'number';
}

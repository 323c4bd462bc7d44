import type { Json, PurgeRequest } from '../model.js';
import type { Parts } from './parts.js';
import type { Showing } from './showing.js';
import { FOREWARNING_MS } from './summing-up.js';

/** The space is told anew after so long, as long as nobody decides. */
const AGAIN_MS = 86_400_000;

/** Under this name the facts hold when the space was last told, by the id of the open purge. */
const FACT = 'warnings of messages that pass out of reach';

/** A type and not an interface, so that it counts as JSON. */
type Told = Readonly<Record<string, string>>;

/** Tells the space that due messages pass out of reach while their purge waits for a decision. */
export interface Forewarnings {
  /** Tells what is due and was not told yet. Rejects where the space or the facts cannot be reached: nothing is lost by that. */
  attend(requests: readonly PurgeRequest[]): Promise<void>;
}

export function createForewarnings(
  { facts, clock }: Pick<Parts, 'facts' | 'clock'>,
  showing: Pick<Showing, 'say'>,
): Forewarnings {
  /** One at a time, as this is looked at each second. */
  let attending: Promise<void> | null = null;

  const attend = async (requests: readonly PurgeRequest[]): Promise<void> => {
    const nowMs = clock.now();
    let told = toldIn(await facts.get(FACT));
    for (const request of forewarningsDue(requests, told, nowMs)) {
      await showing.say({ kind: 'passing', request });
      // Noted once it was told: better told twice than never.
      told = { ...onlyOf(requests, told), [request.id]: new Date(nowMs).toISOString() };
      await facts.set(FACT, told);
    }
  };
  return {
    attend: (requests) => (attending ??= attend(requests).finally(() => (attending = null))),
  };
}

/**
 * Two weeks before the first message of an open purge of the policy passes out of reach, and each day from then on. Where the
 * purge was asked for later than that, its card has said it already.
 */
export function forewarningsDue(requests: readonly PurgeRequest[], told: Told, nowMs: number): readonly PurgeRequest[] {
  return requests.filter(({ id, state, card, policy, summary, createdAt }) => {
    const passing = summary?.passing ?? null;
    if (state !== 'awaiting' || card === null || !policy || passing === null) return false;
    const beginMs = Date.parse(passing.from) - FOREWARNING_MS;
    if (passing.messages === 0 || beginMs > nowMs) return false;
    const last = told[id] ?? (Date.parse(createdAt) >= beginMs ? createdAt : null);
    return last === null || Date.parse(last) + AGAIN_MS <= nowMs;
  });
}

/** Purges that are decided or gone are forgotten. */
function onlyOf(requests: readonly PurgeRequest[], told: Told): Told {
  const open = requests.filter(({ state }) => state === 'awaiting').map(({ id }) => id);
  return Object.fromEntries(Object.entries(told).filter(([id]) => open.includes(id)));
}

function toldIn(fact: Json | undefined): Told {
  if (typeof fact !== 'object' || fact === null || Array.isArray(fact)) return {};
  const entries = Object.entries(fact).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

import { AppError } from '../errors.js';
import type { Candidate, Hold, PersonId } from '../model.js';
import type { EventReader } from '../ports.js';
import { Halt } from './halt.js';
import { createHoldSieve, peopleOf, type HoldSieve, type Known } from './hold-sieve.js';
import type { HoldList, Holds } from './holds.js';

/** A 1:1 room has these many members, by its definition. */
const MEMBERS_OF_A_PAIR = 2;

/** In the ledger, for a hold that was given without a reason. */
const NO_REASON = 'on hold';
const MEMBERS_UNKNOWN = 'members unknown';

/** Keeps from a run what has come under a hold since its list was frozen. */
export interface HoldWatch {
  /** Of these the messages that must not be deleted, with the reason for the ledger. Rejects with a Halt where nobody can tell. */
  readonly keep: (batch: readonly Candidate[]) => Promise<ReadonlyMap<string, string>>;
}

export interface WatchParts {
  readonly holds: Pick<Holds, 'current'>;
  readonly reader: Pick<EventReader, 'members'>;
  /** With whose token members are asked for, at this moment. */
  readonly officer: () => PersonId;
}

/** One for each time a run goes on. What was on hold at any moment of it stays kept by it, even when the hold is removed meanwhile. */
export function createHoldWatch({ holds, reader, officer }: WatchParts): HoldWatch {
  const seen = new Map<string, Hold>();
  const rooms = new Map<string, Promise<readonly Known[] | null>>();
  let latest: HoldList | null = null;
  let sieve: HoldSieve = createHoldSieve([]);

  const lookAtHolds = async (): Promise<void> => {
    const list = await holds.current({ officer: officer(), afresh: latest === null });
    if (list === latest) return;
    latest = list;
    for (const hold of list.holds) seen.set(hold.who, hold);
    sieve = createHoldSieve([...seen.values()]);
  };

  const reasonFor = async (candidate: Candidate): Promise<string | null> => {
    const named = peopleOf(candidate);
    const hold = sieve.over(candidate.room_id, named);
    if (hold !== null) return hold.reason ?? NO_REASON;
    if (!sieve.needsMembers || named.length >= MEMBERS_OF_A_PAIR) return null;
    const members = await membersOf(candidate.room_id);
    if (members === null || members.length < MEMBERS_OF_A_PAIR) return MEMBERS_UNKNOWN;
    const found = sieve.over(candidate.room_id, members);
    return found === null ? null : (found.reason ?? NO_REASON);
  };

  /** Asked once a room. */
  const membersOf = (roomId: string): Promise<readonly Known[] | null> => {
    const asked = rooms.get(roomId) ?? reader.members(officer(), roomId);
    rooms.set(roomId, asked);
    return asked;
  };

  const keep = async (batch: readonly Candidate[]): Promise<ReadonlyMap<string, string>> => {
    await lookAtHolds();
    const judged = await Promise.all(batch.map(async (one) => [one.message_id, await reasonFor(one)] as const));
    return new Map(judged.flatMap(([id, reason]) => (reason === null ? [] : [[id, reason]])));
  };

  return {
    keep: async (batch) => {
      try {
        return await keep(batch);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        throw new Halt({ kind: 'holds', message: error.message, hint: error.hint });
      }
    },
  };
}

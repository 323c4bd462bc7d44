import type { Candidate, HoldsNote, RemovedHold, RemovedHoldNote } from '../model.js';
import type { Written } from '../ports.js';
import { createHoldSieve, peopleOf, type Known } from './hold-sieve.js';
import type { HoldList } from './holds.js';

/** Removed holds stand on cards for so long, ms. */
export const REMOVED_SHOWN_MS = 30 * 86_400_000;

const UNRESOLVED_SHOWN = 10;
const REMOVED_SHOWN = 50;

/** The hold list in one scan. */
export interface ScanHolds {
  /** Whether a hold, standing or removed, makes it matter who the members of a room are. */
  readonly needsMembers: boolean;
  /** `members`: as far as they are known; who wrote is one of them. */
  keeps(message: Written, members: readonly Known[]): boolean;
  /** Counts which removed holds would have kept this message of the list. */
  took(candidate: Candidate): void;
  note(): HoldsNote;
}

/** `removed`: of the last 30 days. */
export function createScanHolds({ holds, changedAt }: HoldList, removed: readonly RemovedHold[]): ScanHolds {
  const sieve = createHoldSieve(holds);
  const past = createHoldSieve(removed);
  const reaches = new Map<RemovedHold, number>();
  const unresolved = holds.filter(({ kind }) => kind === 'unresolved').map(({ who }) => who);

  const noteOf = (hold: RemovedHold): RemovedHoldNote => ({
    who: hold.who,
    ...hold.removed,
    reaches: reaches.get(hold) ?? 0,
  });
  return {
    needsMembers: sieve.needsMembers || past.needsMembers,
    keeps: ({ roomId, senderId, senderEmail }, members) =>
      sieve.over(roomId, [{ personId: senderId, email: senderEmail }, ...members]) !== null,
    took: (candidate) => {
      for (const hold of past.allOver(candidate.room_id, peopleOf(candidate))) {
        reaches.set(hold, (reaches.get(hold) ?? 0) + 1);
      }
    },
    note: () => ({
      size: holds.length,
      changedAt,
      unresolved: unresolved.length,
      unresolvedShown: unresolved.slice(0, UNRESOLVED_SHOWN),
      removed: removed.length,
      removedShown: removed.map(noteOf).toSorted(byWeight).slice(0, REMOVED_SHOWN),
    }),
  };
}

/** What somebody in the space removed and what reaches this list comes first, then the newest. */
function byWeight(a: RemovedHoldNote, b: RemovedHoldNote): number {
  const weight = ({ by, reaches }: RemovedHoldNote): number => (reaches > 0 ? 2 : 0) + (by === null ? 0 : 1);
  return weight(b) - weight(a) || b.at.localeCompare(a.at);
}

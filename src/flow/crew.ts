import type { Asker } from '../model.js';

/** Messages of one officer that are handed out and not yet dealt with: enough for every place of a lane, and not many more. */
const MOST_UNDER_WAY = 120;

/** One of those whose tokens delete. */
export interface Member {
  readonly officer: Asker;
  /** Aborted when the run halts, and when this officer leaves it. */
  readonly signal: AbortSignal;
  /** When Webex last proved that the role holds, in ms: by a probe, or by a deletion. */
  provenAt: number;
}

/** The officers whose tokens delete: whoever has most room takes the next batch, so that each one's allowance is used. */
export interface Crew {
  /** Who takes `size` more messages, once somebody has room for them. Null where nobody is left. */
  next(size: number): Promise<Member | null>;
  took(member: Member): void;
  gave(member: Member): void;
  /** No further request of theirs is started. */
  stand(member: Member): void;
  dismiss(member: Member): void;
  members(): readonly Member[];
}

interface Place {
  readonly member: Member;
  readonly standing: AbortController;
  underWay: number;
}

export function createCrew(
  officers: readonly Asker[],
  { signal, nowMs }: { signal: AbortSignal; nowMs: number },
): Crew {
  const places = new Map(
    officers.map((officer) => placeOf(officer, signal, nowMs)).map((place) => [place.member, place]),
  );
  const waiting: (() => void)[] = [];

  const wake = (): void => {
    for (const go of waiting.splice(0)) go();
  };
  const add = (member: Member, by: number): void => {
    const place = places.get(member);
    if (place !== undefined) place.underWay += by;
  };
  /** Last in the row again, so that among equals each one has a turn. */
  const turn = (place: Place): Member => {
    places.delete(place.member);
    places.set(place.member, place);
    return place.member;
  };
  const next = async (size: number): Promise<Member | null> => {
    for (;;) {
      const all = [...places.values()];
      if (all.length === 0) return null;
      const freest = all.reduce((one, other) => (other.underWay < one.underWay ? other : one));
      if (freest.underWay === 0 || freest.underWay + size <= MOST_UNDER_WAY) return turn(freest);
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return {
    next,
    took: (member) => add(member, 1),
    gave: (member) => {
      add(member, -1);
      wake();
    },
    stand: (member) => places.get(member)?.standing.abort(),
    dismiss: (member) => {
      places.get(member)?.standing.abort();
      places.delete(member);
      wake();
    },
    members: () => [...places.keys()],
  };
}

function placeOf(officer: Asker, halted: AbortSignal, nowMs: number): Place {
  const standing = new AbortController();
  const signal = AbortSignal.any([halted, standing.signal]);
  return { member: { officer, signal, provenAt: nowMs }, standing, underWay: 0 };
}

import type { AuditRecord, Hold, Json, RemovedHold } from '../model.js';
import type { Facts } from '../ports.js';
import { isOn } from './hold-sieve.js';

const FACT = 'holds';

/** A removed hold is remembered for longer than Webex keeps events without Pro Pack: so long it can matter to a scan. */
const REMEMBERED_MS = 120 * 86_400_000;

/** What the bot remembers of holds. Only what was given in chat stands in it whole; of the file, who was in it. */
export interface HoldBook {
  /** The audit's `seq` of the last change that is in it. */
  readonly recorded: number;
  readonly holds: readonly Hold[];
  readonly removed: readonly RemovedHold[];
  /** When anything of it last changed; null where nothing ever did. */
  readonly changedAt: string | null;
  /** Who stood in the file of HOLDS_CSV when it was last read, and since when; null where it is not set. */
  readonly file: Readonly<Record<string, string>> | null;
}

const EMPTY: HoldBook = { recorded: 0, holds: [], removed: [], changedAt: null, file: null };

export async function readBook(facts: Facts): Promise<HoldBook> {
  return ((await facts.get(FACT)) as unknown as HoldBook | undefined) ?? EMPTY;
}

export function writeBook(facts: Facts, book: HoldBook): Promise<void> {
  return facts.set(FACT, book as unknown as Json);
}

export function withHold(book: HoldBook, hold: Hold): HoldBook {
  return { ...book, holds: [...book.holds, hold], changedAt: hold.at };
}

export function withoutHold(book: HoldBook, gone: RemovedHold): HoldBook {
  const holds = book.holds.filter(({ who }) => who !== gone.who);
  return { ...book, holds, removed: remembered([...book.removed, gone], gone.removed.at), changedAt: gone.removed.at };
}

export function withFile(
  book: HoldBook,
  { file, gone, at }: { file: HoldBook['file']; gone: readonly RemovedHold[]; at: string },
): HoldBook {
  return { ...book, file, removed: remembered([...book.removed, ...gone], at), changedAt: at };
}

export function holdOn({ holds }: HoldBook, who: string): Hold | null {
  return holds.find((hold) => isOn(hold, who)) ?? null;
}

export function removedSince({ removed }: HoldBook, iso: string): readonly RemovedHold[] {
  return removed.filter((hold) => Date.parse(hold.removed.at) >= Date.parse(iso));
}

function remembered(removed: readonly RemovedHold[], now: string): readonly RemovedHold[] {
  return removed.filter((hold) => Date.parse(now) - Date.parse(hold.removed.at) < REMEMBERED_MS);
}

/**
 * A hold that the audit tells of and the book lacks, because a crash fell in between or an older state was put back. Removals
 * are not made up for: what nobody can be sure of is kept, and can be removed again.
 */
export function lackedBy(book: HoldBook, { seq, type, details }: AuditRecord): Hold | null {
  if (type !== 'hold.added' || seq <= book.recorded) return null;
  const hold = details['hold'] as unknown as Hold;
  return book.holds.some(({ who }) => who === hold.who) ? null : hold;
}

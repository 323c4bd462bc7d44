import type { TimeSpan } from '../model.js';
import { halved, spanMs, type Slice } from './slices.js';

/** Slices that Webex fails at before anything was read: by then it is down, and asking for less does not help. */
const MOST_UNREAD = 100;
/** Afterwards a slice is given up as it is: what is lost is known less exactly, and the rest is read in good time. */
const MOST_HALVED = 200;
/** Of the span's time; a scan that misses more would be taken for one. */
const MOST_LOST = 0.5;

export type Verdict =
  | { readonly kind: 'halve'; readonly halves: readonly Slice[] }
  /** The rest is read without it. */
  | { readonly kind: 'lose' }
  | { readonly kind: 'give-up' };

/** What one reading does about slices that Webex fails at, after their retries. */
export class Setbacks {
  readonly #wholeMs: number;
  #failed = 0;
  #lostMs = 0;
  #isAnyRead = false;

  constructor(whole: TimeSpan) {
    this.#wholeMs = spanMs(whole);
  }

  readSome(): void {
    this.#isAnyRead = true;
  }

  /** `mayHalve`: whether asking for less may help. */
  next(slice: Slice, mayHalve: boolean): Verdict {
    this.#failed += 1;
    if (!this.#isAnyRead && this.#failed >= MOST_UNREAD) return { kind: 'give-up' };
    const halves = mayHalve && this.#failed <= MOST_HALVED ? halved(slice) : null;
    if (halves !== null) return { kind: 'halve', halves };
    this.#lostMs += spanMs(slice.span);
    return { kind: this.#lostMs > this.#wholeMs * MOST_LOST ? 'give-up' : 'lose' };
  }
}

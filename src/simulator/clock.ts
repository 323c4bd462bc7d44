/** The simulator's clock: the machine's own, moved by an offset that a script may change (Webex's clock and ours may differ). */
export class SimClock {
  offsetMs = 0;
  readonly #base: () => number;

  constructor(base: () => number) {
    this.#base = base;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#base() + this.offsetMs;
  }

  iso(): string {
    return new Date(this.now()).toISOString();
  }
}

/** A clock that starts at `start` (ISO) and runs on at the pace of `real`; without `start` it is `real`. */
export function clockFrom(start: string | undefined, real: () => number): SimClock {
  if (start === undefined) return new SimClock(real);
  const shift = Date.parse(start) - real();
  return new SimClock(() => real() + shift);
}

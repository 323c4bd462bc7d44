/** What a call is for: probes go first, then nine deletes to one read. */
export type CallKind = 'probe' | 'read' | 'delete';

/** So many deletes go before a read that waits: a preview still answers during a long run. */
const DELETES_TO_A_READ = 9;

/** Who waits for a turn on a lane, each kind in the order of arrival; those that Webex sent back go before their kind. */
export class Turns<T extends { readonly kind: CallKind }> {
  readonly #back = new Set<T>();
  readonly #waiting: Readonly<Record<CallKind, Set<T>>> = { probe: new Set(), read: new Set(), delete: new Set() };
  #deletesSinceRead = 0;

  get count(): number {
    const { probe, read, delete: deletes } = this.#waiting;
    return this.#back.size + probe.size + read.size + deletes.size;
  }

  add(entry: T): void {
    this.#waiting[entry.kind].add(entry);
  }

  /** For a call that had its turn and was refused. */
  addAgain(entry: T): void {
    this.#back.add(entry);
  }

  remove(entry: T): void {
    this.#back.delete(entry);
    this.#waiting[entry.kind].delete(entry);
  }

  /** Takes out whose turn it is. */
  next(): T | undefined {
    const { probe, read, delete: deletes } = this.#waiting;
    const isReadsTurn = deletes.size === 0 || this.#deletesSinceRead >= DELETES_TO_A_READ;
    const order = isReadsTurn ? [probe, this.#back, read, deletes] : [probe, this.#back, deletes, read];
    const entry = firstOf(order);
    if (entry !== undefined) this.#take(entry);
    return entry;
  }

  #take(entry: T): void {
    this.remove(entry);
    if (entry.kind === 'read') this.#deletesSinceRead = 0;
    if (entry.kind === 'delete') this.#deletesSinceRead += 1;
  }
}

function firstOf<T>(queues: readonly ReadonlySet<T>[]): T | undefined {
  for (const queue of queues) {
    for (const entry of queue) return entry;
  }
  return undefined;
}

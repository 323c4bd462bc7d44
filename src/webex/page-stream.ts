/** Hands what several producers make to one consumer, who sets the tempo: so many pieces are on the way, and no more. */
export class PageStream<T> {
  readonly #ready: T[] = [];
  readonly #most: number;
  #onTheWay = 0;
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  readonly #waitingForRoom: (() => void)[] = [];
  #wakeConsumer: () => void = () => undefined;

  /** `most`: pieces that may exist at once, those being made included. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when one more piece may be made. Each is followed by one `put` or `giveBack`. */
  async room(): Promise<void> {
    while (this.#onTheWay >= this.#most) await new Promise<void>((resolve) => this.#waitingForRoom.push(resolve));
    this.#onTheWay += 1;
  }

  put(piece: T): void {
    this.#ready.push(piece);
    this.#wakeConsumer();
  }

  giveBack(): void {
    this.#onTheWay -= 1;
    this.#waitingForRoom.shift()?.();
  }

  end(): void {
    this.#ended = true;
    this.#wakeConsumer();
  }

  /** What is ready is dropped; the consumer gets the error. The first one counts. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wakeConsumer();
  }

  /** A piece's place is free again when the consumer asks for the next. */
  async *pieces(): AsyncGenerator<T> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure.error;
      const piece = this.#ready.shift();
      if (piece !== undefined) {
        yield piece;
        this.giveBack();
      } else if (this.#ended) return;
      else await new Promise<void>((resolve) => (this.#wakeConsumer = resolve));
    }
  }
}

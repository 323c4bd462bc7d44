/** A scripted fault: what matches it is answered so, instead of being done. */
export interface Fault {
  readonly match: {
    readonly method?: string;
    /** A regular expression over the path, without the query. */
    readonly pathPattern?: string;
    /** Public ids: of the caller, and of a message named in the path. */
    readonly personId?: string;
    readonly messageId?: string;
    /** Parameters that the query has. */
    readonly query?: Readonly<Record<string, string>>;
    /** ISO; a moment in the span that the query asks for by `from` and `to`. */
    readonly moment?: string;
  };
  /** Left out: only the delay applies and the request is then done. */
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent as it is where it is text, else as JSON; without it, Webex's error JSON. */
  readonly body?: unknown;
  /** So many times; without it, for ever. */
  readonly times?: number;
  readonly delayMs?: number;
  /** The request is never answered. */
  readonly hangs?: boolean;
  /** The request is done, and only then answered so: the caller cannot tell. */
  readonly afterwards?: boolean;
}

export interface FaultSubject {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly personId: string | undefined;
}

export class Faults {
  #scripted: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#scripted.push({ fault, left: fault.times ?? Infinity });
  }

  clear(): void {
    this.#scripted = [];
  }

  /** The first fault that matches; counts as used. */
  take(subject: FaultSubject): Fault | undefined {
    const found = this.#scripted.find(({ fault, left }) => left > 0 && matches(fault, subject));
    if (found !== undefined) found.left -= 1;
    return found?.fault;
  }
}

function matches({ match }: Fault, { method, path, query, personId }: FaultSubject): boolean {
  return (
    Object.entries(match.query ?? {}).every(([name, value]) => query.get(name) === value) &&
    (match.moment === undefined || asksFor(match.moment, query)) &&
    (match.method === undefined || match.method === method) &&
    (match.pathPattern === undefined || new RegExp(match.pathPattern).test(path)) &&
    (match.personId === undefined || match.personId === personId) &&
    (match.messageId === undefined || path.endsWith(`/messages/${match.messageId}`))
  );
}

function asksFor(moment: string, query: URLSearchParams): boolean {
  const [from, to] = [query.get('from'), query.get('to')];
  return from !== null && to !== null && from <= moment && moment < to;
}

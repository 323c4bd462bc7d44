/** One request to the API, as it was answered. */
export interface RequestRecord {
  readonly at: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly personId: string | undefined;
  readonly status: number;
}

/** So many of the latest requests are kept in full. */
const KEPT = 20_000;

export class RequestLog {
  readonly #counts = new Map<string, number>();
  #recent: RequestRecord[] = [];
  #inFlight = 0;
  #mostInFlight = 0;

  begin(): void {
    this.#inFlight += 1;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
  }

  end(record: RequestRecord): void {
    this.#inFlight -= 1;
    const key = `${record.method} ${kindOf(record.path)} ${record.status}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#recent.push(record);
    if (this.#recent.length > 2 * KEPT) this.#recent = this.#recent.slice(-KEPT);
  }

  clear(): void {
    this.#counts.clear();
    this.#recent = [];
    this.#mostInFlight = this.#inFlight;
  }

  summary(withLog: boolean): RequestSummary {
    const counts = Object.fromEntries(this.#counts);
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    return { total, counts, mostInFlight: this.#mostInFlight, ...(withLog ? { log: this.#recent.slice(-KEPT) } : {}) };
  }
}

export interface RequestSummary {
  readonly total: number;
  /** By "METHOD /v1/resource STATUS". */
  readonly counts: Record<string, number>;
  readonly mostInFlight: number;
  readonly log?: readonly RequestRecord[];
}

/** The path up to its resource: ids are left out. */
function kindOf(path: string): string {
  const [, api = '', resource = '', part = ''] = path.replace(/\?.*$/, '').split('/');
  return resource === 'attachment' ? `/${api}/${resource}/${part}` : `/${api}/${resource}`;
}

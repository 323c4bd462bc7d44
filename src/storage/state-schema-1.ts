/** Schema 1, as far as schema 2 differs from it: fields came in over time, so that a request may lack any of these. */
interface State1 {
  readonly requests: Readonly<Record<string, Request1>>;
}

interface Request1 {
  readonly rules: object;
  readonly summary: (object & { readonly messages: number }) | null;
  readonly card: object | null;
  readonly run: object | null;
  readonly figures: object | null;
}

/** In schema 2 every request has every field. What an early version did not know is unknown, and nothing is concluded from it. */
export function fromSchema1(state: object): object {
  const { requests } = state as State1;
  return {
    ...state,
    requests: Object.fromEntries(Object.entries(requests).map(([id, request]) => [id, completed(request)])),
  };
}

const UNKNOWN_OF_A_SCAN = {
  weeks: [],
  outside: null,
  coverage: { holes: [], nothingBefore: null },
  previous: null,
  forecast: null,
  passing: null,
  split: null,
  continues: null,
  covered: null,
};

function completed(request: Request1): object {
  const { rules, summary, card, run, figures } = request;
  return {
    recorded: 0,
    // A purge that finished without this note was reported by the version that finished it.
    report: figures === null ? null : { begun: 1, posted: true },
    ...request,
    rules: { rehearsal: false, ...rules },
    summary: summary === null ? null : { ...UNKNOWN_OF_A_SCAN, atMost: summary.messages, ...summary },
    card: card === null ? null : { face: null, ...card },
    run: run === null ? null : { resumedAt: null, ...run },
  };
}

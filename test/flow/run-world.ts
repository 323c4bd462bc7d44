import { createBreaker } from '../../src/flow/breaker.js';
import { createCrew } from '../../src/flow/crew.js';
import { createOutage } from '../../src/flow/outage.js';
import { batchesOf, createPump, type Pump, type PurgeJob } from '../../src/flow/purge.js';
import type { Asker, Candidate, LedgerLine } from '../../src/model.js';
import type { DeletionAnswer, Probe } from '../../src/ports.js';
import { manualClock, type ManualClock } from '../support/memory.js';
import { OSCAR } from '../support/requests.js';

/** What Webex answers to a DELETE: a status, null for no answer at all. */
export type Answers = (messageId: string, officer: string, tries: number) => number | null;

export interface RunWorld {
  readonly pump: Pump;
  readonly clock: ManualClock;
  readonly halting: AbortController;
  /** In the order in which they were written. */
  readonly lines: LedgerLine[];
  /** `intend` and `delete`, in the order in which they happened. */
  readonly steps: string[];
  readonly told: string[];
  /** Resolves with what became of the run, moving time on whenever everybody waits. */
  readonly run: (count: number) => Promise<'done' | Error>;
}

interface Set {
  readonly answers: Answers;
  readonly officers?: readonly Asker[];
  readonly probe?: (officer: Asker) => Probe;
  readonly job?: Partial<PurgeJob>;
}

/** The purge loop with a Webex that answers as it is told, and a clock that jumps. */
export function runWorld({ answers, officers = [OSCAR], probe = () => ({ ok: true }), job = {} }: Set): RunWorld {
  const clock = manualClock();
  const halting = new AbortController();
  const lines: LedgerLine[] = [];
  const steps: string[] = [];
  const told: string[] = [];
  const tries = new Map<string, number>();
  const probing = (officer: Asker): Promise<Probe> => Promise.resolve(probe(officer));
  const tell = (what: string) => (): Promise<void> => Promise.resolve(void told.push(what));

  const answer = (officer: string, messageId: string): DeletionAnswer => {
    steps.push(`delete ${messageId}`);
    tries.set(messageId, (tries.get(messageId) ?? 0) + 1);
    const status = answers(messageId, officer, tries.get(messageId) ?? 1);
    return { status, attempts: 1, trackingId: null, reason: null };
  };
  const pump = createPump({
    deleter: {
      delete: async (officer, messageId, signal) => {
        await Promise.resolve();
        return signal.aborted ? null : answer(officer, messageId);
      },
    },
    ledger: {
      intend: (ids, by) => Promise.resolve(void steps.push(...ids.map((id) => `intend ${id} ${by}`))),
      record: (line) => Promise.resolve(void lines.push(line)),
      close: () => Promise.resolve(),
    },
    clock,
    random: () => 0,
    crew: createCrew(officers, { signal: halting.signal, nowMs: clock.now() }),
    breaker: createBreaker({ share: true }),
    outage: createOutage({
      clock,
      signal: halting.signal,
      probe: () => probing(officers[0] ?? OSCAR),
      began: tell('outage'),
      ended: tell('back'),
    }),
    probe: probing,
    halting,
    recorded: () => undefined,
    mayGoOn: () => Promise.resolve(),
    keep: () => Promise.resolve(new Map()),
    explain: () => Promise.resolve(new Set()),
    left: ({ id }) => Promise.resolve(void told.push(`left ${id}`)),
    ...job,
  });

  const run: RunWorld['run'] = async (count) => {
    const going = goThrough(pump, candidates(count)).then(
      () => 'done' as const,
      (error: unknown) => error as Error,
    );
    return untilEnd(going, clock);
  };
  return { pump, clock, halting, lines, steps, told, run };
}

async function goThrough(pump: Pump, all: readonly Candidate[]): Promise<void> {
  try {
    for await (const batch of batchesOf(
      inOne(all),
      () => true,
      () => Infinity,
    ))
      await pump.begin(batch);
    await pump.drain();
  } finally {
    await pump.quiet();
  }
}

async function* inOne(all: readonly Candidate[]): AsyncGenerator<readonly Candidate[]> {
  await Promise.resolve();
  yield all;
}

/** Time moves a second on whenever nothing but time is waited for. */
async function untilEnd<T>(going: Promise<T>, clock: ManualClock): Promise<T> {
  let ended = false;
  void going.finally(() => (ended = true));
  for (let idle = 0; !ended; idle += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (idle > 3 && clock.waiting() > 0) {
      clock.advance(1_000);
      idle = 0;
    }
  }
  return going;
}

function candidates(count: number): readonly Candidate[] {
  return Array.from({ length: count }, (_, i) => ({
    message_id: `m${String(i)}`,
    created: '2026-09-01T00:00:00.000Z',
    sender_id: 'alice',
    sender: 'alice@example.com',
    room_id: 'room',
  }));
}

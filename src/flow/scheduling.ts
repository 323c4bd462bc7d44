import type { Asker, Json, PersonId, PurgeRequest, Refusal } from '../model.js';
import type { Asking } from './asking.js';
import { officerOf, type Parts } from './parts.js';
import { asJson, reopened, scheduleAtStart, scheduleDue, type ScheduleState, type ScheduleStep } from './schedule.js';
import type { Showing } from './showing.js';
import type { Timetable } from './timetable.js';
import { resolveSpan } from './window.js';

/** Where Webex refused every officer's token, it is asked again after so long, ms. */
const LOOK_AGAIN_MS = 30_000;

const FACT = 'schedule';

/** The unattended scans of the policy: they ask, and never delete by themselves. */
export interface Scheduling {
  /** Before the first tick: takes up what is remembered. */
  open(): Promise<void>;
  /** Does what is due now. */
  tick(requests: readonly PurgeRequest[]): Promise<void>;
  show(): Promise<void>;
  pause(by: Asker): Promise<void>;
  resume(by: Asker): Promise<void>;
}

interface Joined {
  readonly parts: Parts;
  readonly asking: Asking;
  readonly showing: Showing;
}

export function createScheduling(joined: Joined): Scheduling {
  const { timetable } = joined.parts;
  return timetable === null ? withoutSchedule(joined) : new Schedule(joined, timetable);
}

/** The three commands are answered, and nothing ever falls due. */
function withoutSchedule({ showing }: Joined): Scheduling {
  const show = (): Promise<void> => showing.say({ kind: 'schedule', standing: null, changed: null });
  return { open: () => Promise.resolve(), tick: () => Promise.resolve(), show, pause: show, resume: show };
}

class Schedule implements Scheduling {
  readonly #joined: Joined;
  readonly #timetable: Timetable;
  #state: ScheduleState;
  #busy = false;
  #lookAgainMs = 0;

  constructor(joined: Joined, timetable: Timetable) {
    this.#joined = joined;
    this.#timetable = timetable;
    this.#state = scheduleAtStart(undefined, timetable, this.#now());
  }

  async open(): Promise<void> {
    const { facts, store } = this.#joined.parts;
    const atStart = scheduleAtStart(await facts.get(FACT), this.#timetable, this.#now());
    await this.#keep(reopened(atStart, await store.all()));
  }

  async tick(requests: readonly PurgeRequest[]): Promise<void> {
    const { clock } = this.#joined.parts;
    if (this.#busy || clock.now() < this.#lookAgainMs) return;
    const step = scheduleDue(this.#timetable, this.#state, { ms: clock.now(), requests });
    if (step === null) return;
    this.#busy = true;
    try {
      await (step.kind === 'skip' ? this.#skip(step.slot, { open: step.open }) : this.#scan(step));
    } finally {
      this.#busy = false;
    }
  }

  async show(): Promise<void> {
    await this.#tell(null);
  }

  async pause(by: Asker): Promise<void> {
    if (this.#state.paused === null) {
      await this.#record('schedule.paused', by.id, {});
      await this.#keep({ ...this.#state, paused: { byName: by.displayName, at: this.#now() } });
    }
    await this.#tell('paused');
  }

  /** What fell due in the pause is not made good: somebody wanted it left out. */
  async resume(by: Asker): Promise<void> {
    if (this.#state.paused !== null) {
      await this.#record('schedule.resumed', by.id, {});
      await this.#keep({ ...this.#state, paused: null, settledUntil: this.#now() });
    }
    await this.#tell('resumed');
  }

  async #scan({ slot, late }: ScheduleStep & { kind: 'scan' }): Promise<void> {
    const { parts, asking } = this.#joined;
    const found = await this.#reader();
    if (found.reader === null) return this.#waitForOfficer(slot, found.unreachable);
    const resolved = resolveSpan(null, parts.clock.now(), parts.ages);
    if (!resolved.ok) throw new Error('the policy has no window');
    await this.#record('schedule.due', 'schedule', { slot, late, officer: found.reader });
    const scope = { filters: { persons: [], domains: [] } };
    const scheduled = { slot, late, reader: found.reader };
    const asked = { kind: 'purge', asker: null, scheduled, span: resolved.span, scope, policy: true } as const;
    const refusal = await asking.ask(asked);
    if (refusal !== null) return this.#skip(slot, { refusal });
    // After the request stands: a crash in between lets the time fall due again instead of losing it.
    this.#lookAgainMs = 0;
    await this.#keep({ ...this.#state, settledUntil: slot, lastRun: this.#now(), askedForSignIn: false });
  }

  /** Any officer whose token Webex lets read the events. `unreachable`: Webex could not be asked about all of them. */
  async #reader(): Promise<{ readonly reader: PersonId | null; readonly unreachable: boolean }> {
    const { signIn, reader, officers, clock } = this.#joined.parts;
    let unreachable = false;
    for (const { personId } of await signIn.sessions()) {
      if (officerOf(officers, personId) === null) continue;
      this.#lookAgainMs = clock.now() + LOOK_AGAIN_MS;
      const probe = await reader.probe(personId);
      if (probe.ok) return { reader: personId, unreachable: false };
      unreachable ||= probe.cause === 'unreachable';
    }
    return { reader: null, unreachable };
  }

  /** The time stays due, so that the scan begins once somebody signs in. An outage passes without a word. */
  async #waitForOfficer(slot: string, unreachable: boolean): Promise<void> {
    const { parts, showing } = this.#joined;
    parts.log.debug('a scheduled scan waits for an officer whose token works', { slot, unreachable });
    if (unreachable || this.#state.askedForSignIn) return;
    await this.#record('schedule.waiting', 'schedule', { slot, reason: 'no-officer' });
    await showing.say({ kind: 'schedule-waiting', slot, signIn: parts.signIn.help() });
    await this.#keep({ ...this.#state, askedForSignIn: true });
  }

  async #skip(slot: string, why: { open: PurgeRequest } | { refusal: Refusal }): Promise<void> {
    const { showing } = this.#joined;
    const reason = 'open' in why ? `open: ${why.open.id}` : why.refusal.reason;
    await this.#record('schedule.skipped', 'schedule', { slot, reason });
    this.#lookAgainMs = 0;
    await this.#keep({ ...this.#state, settledUntil: slot });
    const card = 'open' in why ? (why.open.card?.messageId ?? undefined) : undefined;
    await showing.say({ kind: 'schedule-skipped', slot, ...why }, card);
  }

  async #tell(changed: 'paused' | 'resumed' | null): Promise<void> {
    const { parts, showing } = this.#joined;
    const { cron, timeZone, paused, lastRun, askedForSignIn } = this.#state;
    const next = this.#timetable.next(parts.clock.now());
    const standing = {
      ...{ cron, timeZone, paused, lastRun },
      next: next === null ? null : new Date(next).toISOString(),
      waitsForSignIn: askedForSignIn,
    };
    await showing.say({ kind: 'schedule', standing, changed });
  }

  async #record(type: string, actor: string, details: Record<string, Json>): Promise<void> {
    await this.#joined.parts.audit.append({ type, actor, purge: null, details });
  }

  async #keep(state: ScheduleState): Promise<void> {
    await this.#joined.parts.facts.set(FACT, asJson(state));
    this.#state = state;
  }

  #now(): string {
    return new Date(this.#joined.parts.clock.now()).toISOString();
  }
}

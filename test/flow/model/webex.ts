import type { MessageEvent, PersonId } from '../../../src/model.js';
import type { DeletionAnswer, Deleter, EventReader, Probe } from '../../../src/ports.js';
import { membersOf, personOf, writtenBefore } from './org.js';
import type { Turns } from './turns.js';

/** One DELETE that left the bot. */
export interface Ask {
  readonly messageId: string;
  readonly by: PersonId;
  readonly atMs: number;
  /** The audit's last line at that moment. */
  readonly seq: number;
  readonly status: number | null;
  /** The purges that had its outcome on record by then. */
  readonly settledIn: ReadonlySet<string>;
}

/** How Webex treats whoever asks; a test changes it at will. */
export interface Mood {
  /** What the next DELETEs are answered, one after another; null: no answer comes. */
  readonly deletes: (number | null)[];
  readonly lostRole: Set<PersonId>;
  /** Answers 204 and deletes nothing. */
  ghost: boolean;
  /** Deletions show in the event log so much later, ms. */
  eventLagMs: number;
}

/** An organisation with a few direct messages, as an officer's token sees it. It outlives every process of the bot. */
export interface FakeWebex {
  readonly mood: Mood;
  readonly asks: readonly Ask[];
  readonly gone: ReadonlySet<string>;
  /** A purge has on record that this message is gone. */
  settle(purge: string, messageId: string): void;
  /** For one process of the bot. */
  officersSide(turns: Turns, auditSeq: () => number): { readonly reader: EventReader; readonly deleter: Deleter };
}

export function createWebex(now: () => number): FakeWebex {
  const written = writtenBefore(now());
  const deletions: MessageEvent[] = [];
  const gone = new Set<string>();
  const asks: Ask[] = [];
  const settled = new Map<string, readonly string[]>();
  const mood: Mood = { deletes: [], lostRole: new Set(), ghost: false, eventLagMs: 0 };

  const truly = (by: PersonId, messageId: string): number => {
    if (mood.lostRole.has(by)) return 403;
    if (gone.has(messageId)) return 410;
    const message = written.find((one) => one.messageId === messageId);
    if (message === undefined) return 404;
    if (mood.ghost) return 204;
    gone.add(messageId);
    deletions.push({ ...message, created: new Date(now()).toISOString(), actorId: by });
    return 204;
  };
  /** What retention purged answers 404, and no event tells of it. */
  const scripted = (messageId: string): number | null => {
    const status = mood.deletes.shift() ?? null;
    if (status === 404 || status === 410) gone.add(messageId);
    return status;
  };
  const ask = (by: PersonId, messageId: string, seq: number): Ask => {
    const status = mood.deletes.length > 0 ? scripted(messageId) : truly(by, messageId);
    const asked = { messageId, by, atMs: now(), seq, status, settledIn: new Set(settled.get(messageId)) };
    asks.push(asked);
    return asked;
  };
  const events = (type: 'created' | 'deleted', { from, to }: { from: string; to: string }): readonly MessageEvent[] => {
    const shown = deletions.filter(({ created }) => Date.parse(created) + mood.eventLagMs <= now());
    return (type === 'created' ? written : shown).filter(({ created }) => created >= from && created <= to);
  };
  const probe = (officer: PersonId): Probe =>
    mood.lostRole.has(officer) ? { ok: false, cause: 'refused', status: 403 } : { ok: true };

  return {
    mood,
    asks,
    gone,
    settle: (purge, messageId) => void settled.set(messageId, [...(settled.get(messageId) ?? []), purge]),
    officersSide: (turns, auditSeq) => ({
      reader: {
        probe: (officer) => turns.take('probe', () => probe(officer)),
        messageEvents: async function* (_officer, type, span) {
          yield await turns.take(`${type} events`, () => events(type, span));
        },
        members: (_officer, roomId) => turns.take('members', () => membersOf(roomId)),
        people: (_officer, ids) => turns.take('people', () => ids.map(personOf)),
      },
      deleter: {
        delete: async (by, messageId, signal) => {
          const asked = await turns.take('DELETE', () => (signal.aborted ? null : ask(by, messageId, auditSeq())));
          return asked === null ? null : answerOf(asked);
        },
      },
    }),
  };
}

function answerOf({ status }: Ask): DeletionAnswer {
  return { status, attempts: 1, trackingId: null, reason: null };
}

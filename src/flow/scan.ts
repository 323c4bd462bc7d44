import type { Candidate, Coverage, Filters, HoldsNote, MessageEvent, PersonId, Rules, TimeSpan } from '../model.js';
import type { Clock, EventReader, Found, Gathering, MemberCache, MessageFindings, Written } from '../ports.js';
import { joined } from './joined.js';
import { createCoverage, type CoverageNotes } from './coverage.js';
import type { ScanHolds } from './hold-scan.js';
import { nowIn } from './now.js';
import { createRooms, type Rooms } from './rooms.js';
import {
  candidateOf,
  conclude,
  createJudge,
  type Judge,
  type Judged,
  type RoomVerdict,
  type Sieve,
} from './selection.js';
import { createTally, type Tally, type Tallied } from './tally.js';

/** So many messages are judged together at least: the members of all their spaces are asked for at once. */
const JUDGED_AT_ONCE = 2_000;

export interface ScanOrder extends Sieve {
  /** With whose token it reads. */
  readonly officer: PersonId;
  readonly span: TimeSpan;
  readonly filters: Filters;
  readonly crossOrg: Rules['crossOrg'];
  readonly holds: ScanHolds;
  /** False: a room where only one has written, and nobody knows the other, makes the count a range. */
  readonly askMembers: boolean;
  /** Messages written before this pass out of reach soon. */
  readonly passesBefore: string;
  /** Messages that another purge already has on its list. */
  readonly elsewhere: AsyncIterable<readonly Found[]>;
}

/** What a scan found, and what it could not read. */
export interface Scanned extends Tallied {
  readonly coverage: Coverage;
  readonly holds: HoldsNote;
}

/** Told how a scan gets on. */
export interface ScanWatch {
  read(events: number): void;
  /** A part of what is to be read is done with; of what was written and of what was deleted each. */
  passed(span: TimeSpan): void;
}

export interface ScanParts {
  readonly reader: EventReader;
  readonly members: MemberCache;
  /** Empty, and discarded by whoever opened it. */
  readonly gathering: Gathering;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly watch?: ScanWatch;
}

/**
 * Reads the span's events and hands on what is due, each message once, in no particular order. First everything that tells
 * of a message is gathered, on disk, then message by message it is decided: so memory does not grow with the span.
 */
export async function scan(
  parts: ScanParts,
  order: ScanOrder,
  keep: (due: readonly Candidate[]) => Promise<void>,
): Promise<Scanned> {
  const { holds } = order;
  const rooms = createRooms(parts, { ...order, needsMembers: holds.needsMembers });
  const tally = createTally(order);
  const notes = createCoverage(order.span, parts.clock.now());
  for await (const found of order.elsewhere) await parts.gathering.add(found);
  await gatherDeleted(parts, order, notes);
  await gatherWritten(parts, order, {
    notes,
    look: (page) => {
      tally.scanned(page.length);
      notes.seen(page);
      rooms.learn(page);
    },
  });
  for await (const messages of joined(parts.gathering.byMessage(), JUDGED_AT_ONCE)) {
    parts.signal.throwIfAborted();
    await keep(await due(messages, { rooms, tally, holds }));
  }
  return { ...tally.total(), coverage: notes.coverage(), holds: holds.note() };
}

/** Up to now: a message may have been deleted long after it was written. */
async function gatherDeleted(parts: ScanParts, order: ScanOrder, notes: CoverageNotes): Promise<void> {
  const { reader, gathering, clock, signal, watch } = parts;
  const sinceThen = { from: order.span.from, to: nowIn(clock) };
  const missed = (span: TimeSpan): void => notes.missed('deleted', span);
  const reading = { signal, missed, passed: (span: TimeSpan) => watch?.passed(span) };
  for await (const page of reader.messageEvents(order.officer, 'deleted', sinceThen, reading)) {
    watch?.read(page.length);
    const direct = page.filter(({ roomType }) => roomType !== 'group');
    await gathering.add(direct.map(({ messageId }) => ({ messageId, finding: { kind: 'deleted' } })));
  }
}

async function gatherWritten(
  { reader, gathering, signal, watch }: ScanParts,
  order: ScanOrder,
  { notes, look }: { notes: CoverageNotes; look: (page: readonly MessageEvent[]) => void },
): Promise<void> {
  const missed = (span: TimeSpan): void => notes.missed('created', span);
  const reading = { signal, missed, passed: (span: TimeSpan) => watch?.passed(span) };
  const judge = createJudge(order);
  for await (const page of reader.messageEvents(order.officer, 'created', order.span, reading)) {
    watch?.read(page.length);
    look(page);
    await gathering.add(foundIn(page, judge));
  }
}

function foundIn(page: readonly MessageEvent[], judge: Judge): readonly Found[] {
  const found: Found[] = [];
  for (const event of page) {
    const finding = judge(event);
    if (finding !== null) found.push({ messageId: event.messageId, finding });
  }
  return found;
}

/** What is due by itself and in a room that the rules reach; the rest is counted. */
async function due(
  messages: readonly MessageFindings[],
  { rooms, tally, holds }: { rooms: Rooms; tally: Tally; holds: ScanHolds },
): Promise<readonly Candidate[]> {
  const judged = messages.map(conclude).filter((one) => one !== null);
  const written = judged.filter(isDue).map(({ message }) => message);
  for (const one of judged) if (one.kind === 'left-out') tally.leaveOut(one.reason, one.created);

  const taken = (candidate: Candidate, outsiders: readonly PersonId[]): Candidate => {
    tally.take(candidate, outsiders);
    holds.took(candidate);
    return candidate;
  };
  const verdicts = await rooms.judgeAll(new Set(written.map(({ roomId }) => roomId)));
  const candidates: Candidate[] = [];
  for (const message of written) {
    const verdict = withHolds(verdicts.get(message.roomId) ?? { kind: 'members-unknown' }, message, holds);
    switch (verdict.kind) {
      case 'inside':
        candidates.push(taken(candidateOf(message, verdict.members), verdict.outsiders));
        break;
      case 'unasked':
        tally.unasked();
        break;
      default:
        tally.leaveOut(verdict.kind, message.created);
    }
  }
  return candidates;
}

/** A hold counts where nothing else keeps the message: once it is removed the message is due. */
function withHolds(verdict: RoomVerdict, message: Written, holds: ScanHolds): RoomVerdict | { readonly kind: 'held' } {
  if (verdict.kind === 'bot' || verdict.kind === 'external') return verdict;
  const members = verdict.kind === 'inside' ? verdict.members : [];
  return holds.keeps(message, members) ? { kind: 'held' } : verdict;
}

function isDue(judged: Judged): judged is Extract<Judged, { kind: 'due' }> {
  return judged.kind === 'due';
}

import { describe, expect, test } from 'vitest';
import { NO_OUTCOMES } from '../../src/flow/report.js';
import type { Asker, PurgeRequest, RequestState } from '../../src/model.js';
import { aRequest, OLIVIA, OSCAR, PAUL, RULES, summaryOf } from '../support/requests.js';
import { createWorld, place, ROOM, type World } from '../support/world.js';

/** Every way to decide, by everybody, in every state, from every card: who may is written down once more, apart from the code. */

const NINA: Asker = { id: 'person-nina', email: 'nina@example.com', displayName: 'Nina Unsigned' };
const RITA: Asker = { id: 'person-rita', email: 'rita@example.com', displayName: 'Rita Withdrawn' };
const GUS: Asker = { id: 'person-gus', email: 'gus@example.com', displayName: 'Gus Renamed' };
const REX: Asker = { id: 'person-rex', email: 'rex@example.com', displayName: 'Rex Removed' };
const HEIR: Asker = { id: 'person-heir', email: OSCAR.email, displayName: 'Heir of an Address' };
const ZOE: Asker = { id: 'person-zoe', email: 'zoe@elsewhere.example', displayName: 'Zoe Outside' };

const PERSONS = {
  asker: OLIVIA,
  'other officer': OSCAR,
  'officer not signed in': NINA,
  'officer whose role was withdrawn': RITA,
  'officer whose address is no longer theirs': GUS,
  'officer removed since': REX,
  're-issued address': HEIR,
  'plain member': PAUL,
  'person outside the org': ZOE,
} as const;
const OFFICERS: readonly Asker[] = [OLIVIA, OSCAR, NINA, RITA, GUS];
/** Approves what is decided already, and does nothing else here. */
const ABBY: Asker = { id: 'person-abby', email: 'abby@example.com', displayName: 'Abby Approver' };

const STATES = [
  'awaiting',
  'approved',
  'rejected',
  'expired',
  'withdrawn',
  'cancelled',
  'running',
  'stopped',
  'completed',
  'incomplete',
] as const satisfies readonly RequestState[];

const BUTTONS = ['approve', 'reject', 'stop', 'resume'] as const;
const COMMANDS = ['approve', 'reject', 'stop', 'resume', 'cancel'] as const;
type Act = (typeof COMMANDS)[number];
const CARDS = ['right', 'nonce wrong', 'older copy', 'copied into another space', 'edited by another hand'] as const;
const PLACES = ['right', 'another space'] as const;

interface Cell {
  readonly by: 'button' | 'command';
  readonly act: Act;
  readonly person: keyof typeof PERSONS;
  /** Null: an id that nobody knows. */
  readonly state: (typeof STATES)[number] | null;
  readonly from: (typeof CARDS)[number] | (typeof PLACES)[number];
}

/** Why not; null where it is done. */
function expected({ by, act, person, state, from }: Cell): string | null {
  if (by === 'command' && from === 'another space') return 'wrong-space';
  const card = by === 'button' ? wrongCard(act, state, from) : null;
  if (card !== null) return card;
  if (act === 'stop') return state === null ? 'unknown-request' : within(state, ['approved', 'running']);
  const who = PERSONS[person];
  if (!OFFICERS.includes(who)) return 'not-officer';
  if (who === NINA) return 'not-signed-in';
  if (state === null) return 'unknown-request';
  return act === 'approve' ? approving(who, state, from) : deciding(act, who, state);
}

function wrongCard(act: Act, state: Cell['state'], from: Cell['from']): string | null {
  if (state === null) return 'unknown-request';
  if (from === 'copied into another space') return 'wrong-space';
  if (from === 'nonce wrong') return 'forged';
  if (from !== 'older copy' || act === 'stop') return null;
  return within(state, act === 'resume' ? ['stopped', 'incomplete'] : ['awaiting']) ?? 'stale-card';
}

function approving(who: Asker, state: RequestState, from: Cell['from']): string | null {
  if (state !== 'awaiting') return 'not-open';
  if (who === OLIVIA) return 'own-request';
  if (who === GUS) return 'account-changed';
  if (who === RITA) return 'role-refused';
  return from === 'edited by another hand' ? 'card-changed' : null;
}

function deciding(act: Act, who: Asker, state: RequestState): string | null {
  if (act === 'reject') return within(state, ['awaiting']);
  if (act === 'resume') return who === RITA ? 'role-refused' : within(state, ['stopped', 'incomplete']);
  if (state === 'awaiting') return who === OLIVIA ? null : 'only-asker';
  return within(state, ['approved', 'stopped', 'incomplete']);
}

function within(state: RequestState, states: readonly RequestState[]): string | null {
  return states.includes(state) ? null : 'not-open';
}

/** What the audit says of it where it is done. */
const RECORD: Readonly<Record<Act, string>> = {
  approve: 'purge.approved',
  reject: 'purge.rejected',
  stop: 'purge.stopped',
  resume: 'purge.resumed',
  cancel: 'purge.cancelled',
};

/** Whether messages go, once all that was set going has come to its end. */
function deletes({ act, state }: Cell, isDone: boolean): boolean {
  if (state === 'approved') return !isDone || !['stop', 'cancel'].includes(act);
  return isDone && (act === 'approve' || act === 'resume');
}

// ── Playing a cell ────────────────────────────────────────────────────────────────────────────────────────────────

const AT = '2026-11-24T12:00:00.000Z';
const NOBODY = 'p-nobody-knows-it';

async function setUp({ state, from }: Cell): Promise<{ world: World; request: PurgeRequest }> {
  const world = createWorld({
    officers: [...OFFICERS, ABBY],
    signedIn: [OLIVIA, OSCAR, RITA, GUS, REX, HEIR, ABBY],
    typedApproval: true,
    rules: { confirmAbove: 1 },
  });
  world.people.set(GUS.id, { ...GUS, email: 'gus@married.example', orgId: 'org', kind: 'person' });
  world.probes.set(RITA.id, { ok: false, cause: 'refused', status: 403 });
  const request = await place(
    world,
    aRequest({ rules: { ...RULES, canarySize: 0, confirmAbove: 1 }, summary: summaryOf(2) }),
  );
  const stood = state === null || state === 'awaiting' ? request : await decided(world, request, state);
  if (from === 'edited by another hand') {
    const shown = world.said.find(({ id }) => id === request.card?.messageId)!;
    shown.card = { ...(shown.card as object), speak: 'Nothing will be deleted.' };
  }
  return { world, request: stood };
}

/** Abby approved it, which Webex remembers; then it came to this state. */
async function decided(world: World, request: PurgeRequest, state: RequestState): Promise<PurgeRequest> {
  const cardMessageId = request.card!.messageId;
  const inputs = { action: 'approve', id: request.id, nonce: request.nonce, count: '2' };
  const actionId = world.keep({ messageId: cardMessageId, personId: ABBY.id, roomId: ROOM, inputs });
  const run = { startedAt: AT, resumedAt: null, executors: [ABBY], stopped: null, finishedAt: null };
  const ending = { by: ABBY.id, byName: ABBY.displayName, at: AT, reason: null };
  const figures = { candidates: 2, outcomes: NO_OUTCOMES, verified: 0, durationMs: 1 };
  const isEnded = ['rejected', 'expired', 'withdrawn', 'cancelled'].includes(state);
  const isFinished = state === 'completed' || state === 'incomplete';
  const next: PurgeRequest = {
    ...request,
    state,
    approvals: isEnded ? [] : [{ officer: ABBY, at: AT, actionId, cardMessageId, comment: null }],
    startsAt: isEnded ? null : state === 'approved' ? '2026-11-24T12:15:00.000Z' : AT,
    ending: isEnded ? ending : null,
    run: isEnded || state === 'approved' ? null : runIn(state, run),
    figures: isFinished ? figures : null,
    report: isFinished ? { begun: 1, posted: true } : null,
  };
  return (await world.store.replace(next))!;
}

function runIn(state: RequestState, run: NonNullable<PurgeRequest['run']>): NonNullable<PurgeRequest['run']> {
  if (state === 'stopped') return { ...run, stopped: { at: AT, cause: { kind: 'stop-file' } } };
  return state === 'running' ? run : { ...run, finishedAt: AT };
}

async function play({ by, act, person, state, from }: Cell, world: World, request: PurgeRequest): Promise<void> {
  const who = PERSONS[person];
  const id = state === null ? NOBODY : request.id;
  if (by === 'command') {
    const rest = act === 'reject' ? ' not this' : act === 'approve' ? ' 2' : '';
    return world.say(who, `${act} ${id}${rest}`, from === 'right' ? ROOM : 'another-space');
  }
  const inputs = {
    action: act,
    id,
    nonce: from === 'nonce wrong' ? 'guessed' : request.nonce,
    count: '2',
    comment: 'no',
  };
  await world.click({
    personId: who.id,
    messageId: from === 'older copy' ? 'an-older-copy' : request.card!.messageId,
    roomId: from === 'copied into another space' ? 'another-space' : ROOM,
    inputs,
  });
}

/** The reasons that were given in answer. */
function refusedFor(said: World['said']): readonly string[] {
  return said.flatMap(({ notice }) => (notice.kind === 'refused' ? [notice.refusal.reason] : []));
}

async function check(cell: Cell): Promise<void> {
  const { world, request } = await setUp(cell);
  const [lines, answers] = [world.audit.length, world.said.length];
  await play(cell, world, request);
  const reason = expected(cell);
  const what = JSON.stringify(cell);
  const own = world.audit.slice(lines).filter(({ actor }) => actor === PERSONS[cell.person].id);
  const record = own.find(({ type }) => type === (reason === null ? RECORD[cell.act] : 'refused'));
  expect(record?.details, what).toMatchObject(reason === null ? {} : { reason });
  expect(
    own.some(({ type }) => type.startsWith('purge.')),
    what,
  ).toBe(reason === null);
  expect(world.said.length, what).toBeGreaterThan(answers);
  if (reason !== null) expect(refusedFor(world.said.slice(answers)), what).toContain(reason);
  // What runs already goes on by itself: there the question is only whether the click set something going.
  if (cell.state !== 'running' || reason === null) {
    world.clock.advance(16 * 60_000);
    await (reason === null || cell.state === 'approved' ? world.settle() : world.tick());
  }
  expect(world.deletions.length > 0, what).toBe(deletes(cell, reason === null));
  expect(new Set(world.deletions).size, what).toBe(world.deletions.length);
}

function cellsOf(by: Cell['by'], act: Act, person: Cell['person']): readonly Cell[] {
  const froms = by === 'button' ? CARDS : PLACES;
  return [...STATES, null].flatMap((state) => froms.map((from) => ({ by, act, person, state, from })));
}

const WAYS = [
  ...BUTTONS.map((act) => ['button', act] as const),
  ...COMMANDS.map((act) => ['command', act] as const),
] as const;

describe.each(WAYS)('by %s: %s', (by, act) => {
  test.each(Object.keys(PERSONS) as Cell['person'][])('%s', async (person) => {
    for (const cell of cellsOf(by, act, person)) await check(cell);
  });
});

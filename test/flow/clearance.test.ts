import { describe, expect, it, test } from 'vitest';
import { OddAnswerError, RefusedError, UnreachableError } from '../../src/errors.js';
import { clearRun, type ClearanceParts } from '../../src/flow/clearance.js';
import type { Approval, IncomingAction, IncomingMessage, PurgeRequest } from '../../src/model.js';
import type { Probe } from '../../src/ports.js';
import { manualClock, memoryPurgeFiles } from '../support/memory.js';
import { FOREIGN } from '../bot/notices.js';
import { quietLog } from '../support/quiet-log.js';
import { aRequest, OLIVIA, OSCAR, RULES, sessionOf, summaryOf } from '../support/requests.js';

const ROOM = 'the-admin-space';
const AT = '2026-11-24T13:00:00.000Z';
const NOW = '2026-11-24T13:15:00.000Z';

const APPROVAL: Approval = {
  officer: OSCAR,
  at: AT,
  actionId: 'action-of-oscar',
  cardMessageId: 'message-of-the-card',
  comment: null,
};

/** What Webex keeps of Oscar's click. */
const KEPT: IncomingAction = {
  id: 'action-of-oscar',
  messageId: 'message-of-the-card',
  personId: OSCAR.id,
  roomId: ROOM,
  inputs: { id: '20261124-abc123', nonce: 'nonce-of-the-request', action: 'approve' },
};

/** What Webex keeps of Oscar's `approve`, where that may be typed. */
const SAID: IncomingMessage = {
  id: 'message-of-oscar',
  roomId: ROOM,
  roomType: 'group',
  personId: OSCAR.id,
  personEmail: OSCAR.email,
  text: 'approve 20261124-abc123 1234',
};

function approved(changes: Partial<PurgeRequest> = {}): PurgeRequest {
  return aRequest({ state: 'approved', approvals: [APPROVAL], startsAt: NOW, ...changes });
}

interface World {
  readonly action?: IncomingAction | Error;
  /** What Webex gives for the message by which Oscar approved. */
  readonly said?: IncomingMessage | null | Error;
  readonly probe?: Probe;
  readonly now?: string;
  /** Whether this process fetched the click when it came. */
  readonly witnessed?: boolean;
  /** What Webex knows of our posts that the folder does not: known before, or found by the look. */
  readonly lacks?: 'before' | 'now' | 'unreachable';
}

function worldOf({
  action = KEPT,
  said = SAID,
  probe = { ok: true },
  now = NOW,
  witnessed = false,
  lacks,
}: World = {}): ClearanceParts {
  return {
    clock: manualClock(now),
    files: memoryPurgeFiles(),
    inbox: {
      fetchAction: () => (action instanceof Error ? Promise.reject(action) : Promise.resolve(action)),
      fetchSaid: () => (said instanceof Error ? Promise.reject(said) : Promise.resolve(said)),
    },
    reader: { probe: () => Promise.resolve(probe) },
    signIn: { sessions: () => Promise.resolve([sessionOf(OLIVIA)]) },
    officers: [OLIVIA, OSCAR],
    adminRoomId: ROOM,
    rules: RULES,
    purgeHours: null,
    executeAs: 'approvers',
    log: quietLog,
    guard: {
      behind: () => Promise.resolve(lacks === 'before' ? FOREIGN : null),
      look: () =>
        lacks === 'unreachable'
          ? Promise.reject(new UnreachableError('down', {}))
          : Promise.resolve(lacks === 'now' ? FOREIGN : null),
    },
    witnessed: new Map(witnessed ? [[KEPT.id, KEPT]] : []),
  };
}

const gone = new RefusedError('not found', { status: 404, trackingId: null, hint: '' });

describe('an approval', () => {
  it('that Webex still keeps lets the run begin with its officer', async () => {
    expect(await clearRun(worldOf(), approved(), null)).toEqual({ ok: true, executors: [OSCAR] });
  });

  interface Forgery {
    readonly what: string;
    readonly action?: IncomingAction | Error;
    readonly request?: Partial<PurgeRequest>;
  }
  const forgeries: readonly Forgery[] = [
    { what: 'that nobody clicked', action: gone },
    { what: 'that Webex describes in an unknown form', action: new OddAnswerError('odd') },
    { what: "that is another person's click", action: { ...KEPT, personId: 'somebody' } },
    { what: 'on another card', action: { ...KEPT, messageId: 'another-message' } },
    { what: 'in another space', action: { ...KEPT, roomId: 'elsewhere' } },
    { what: 'that was a rejection', action: { ...KEPT, inputs: { ...KEPT.inputs, action: 'reject' } } },
    { what: 'of another purge', action: { ...KEPT, inputs: { ...KEPT.inputs, id: '20261124-zzzzzz' } } },
    { what: 'with a guessed nonce', action: { ...KEPT, inputs: { ...KEPT.inputs, nonce: 'guessed' } } },
    { what: 'by the person who asked', request: { asker: OSCAR } },
    { what: 'by a former officer', request: { approvals: [{ ...APPROVAL, officer: { ...OSCAR, id: 'former' } }] } },
    {
      what: 'counted twice',
      request: { approvals: [APPROVAL, APPROVAL], rules: { ...RULES, approvalsRequired: 2 } },
    },
    { what: 'that no rule asks for', action: gone, request: { rules: { ...RULES, approvalsRequired: 0 } } },
  ];
  test.each(forgeries)('$what does not count', async ({ action = KEPT, request = {} }) => {
    const clearance = await clearRun(worldOf({ action }), approved(request), null);
    expect(clearance).toMatchObject({ ok: false, objection: { kind: 'approvals-unproven' } });
  });

  const many = { summary: summaryOf(1_234) };
  const withCount = (count: unknown): World => ({ action: { ...KEPT, inputs: { ...KEPT.inputs, count } } });
  const unproven = { ok: false, objection: { kind: 'approvals-unproven' } };

  it('above CONFIRM_ABOVE counts only with the exact number in what Webex keeps', async () => {
    expect(await clearRun(worldOf(withCount('1,234')), approved(many), null)).toMatchObject({ ok: true });
    expect(await clearRun(worldOf(), approved(many), null)).toMatchObject(unproven);
    expect(await clearRun(worldOf(withCount('1235')), approved(many), null)).toMatchObject(unproven);
  });

  describe('that was typed', () => {
    const typed = approved({ ...many, approvals: [{ ...APPROVAL, actionId: SAID.id, typed: true }] });

    it('counts while the message stands as it was sent', async () => {
      expect(await clearRun(worldOf(), typed, null)).toEqual({ ok: true, executors: [OSCAR] });
    });

    const others: readonly (readonly [string, IncomingMessage | null | Error])[] = [
      ['that is gone', null],
      ['that nobody sent', gone],
      ['of somebody else', { ...SAID, personId: 'somebody' }],
      ['in another space', { ...SAID, roomId: 'elsewhere' }],
      ['that says something else by now', { ...SAID, text: 'reject 20261124-abc123 no' }],
      ['for another purge', { ...SAID, text: 'approve 20261124-zzzzzz 1234' }],
      ['with another number', { ...SAID, text: 'approve 20261124-abc123 1233' }],
      ['without the number', { ...SAID, text: 'approve 20261124-abc123' }],
    ];
    test.each(others)('in a message %s does not count', async (_, said) => {
      expect(await clearRun(worldOf({ said }), typed, null)).toMatchObject(unproven);
    });
  });

  it('whose card and action are gone counts for the process that saw it, and for no other', async () => {
    const seen = await clearRun(worldOf({ action: gone, witnessed: true }), approved(), null);
    expect(seen).toEqual({ ok: true, executors: [OSCAR] });
    const odd = new OddAnswerError('odd');
    expect(await clearRun(worldOf({ action: odd, witnessed: true }), approved(), null)).toMatchObject({ ok: false });
  });

  it('is neither proven nor refused while Webex cannot be reached', async () => {
    const unreachable = new UnreachableError('down', {});
    await expect(clearRun(worldOf({ action: unreachable }), approved(), null)).rejects.toBe(unreachable);
    const probe = { ok: false, cause: 'unreachable', status: null } as const;
    await expect(clearRun(worldOf({ probe }), approved(), null)).rejects.toBeInstanceOf(UnreachableError);
  });
});

describe('a run that stood', () => {
  const TTL = RULES.approvalTtlMs;
  const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();
  const run = { startedAt: NOW, resumedAt: null, executors: [OSCAR], stopped: null, finishedAt: null };
  const stopped = { at: later(NOW, 1_000), cause: { kind: 'stop-file' } } as const;

  const standing: readonly (readonly [string, Partial<PurgeRequest>, string])[] = [
    ['in its grace', { state: 'approved' }, NOW],
    ['stopped', { state: 'stopped', run: { ...run, stopped } }, stopped.at],
    ['incomplete', { state: 'incomplete', run: { ...run, finishedAt: stopped.at } }, stopped.at],
    ['cut off by a crash', { state: 'running', run }, NOW],
    ['cut off after it was resumed', { state: 'running', run: { ...run, resumedAt: stopped.at } }, stopped.at],
  ];
  test.each(standing)('%s goes on within APPROVAL_TTL and not after it', async (_, changes, since) => {
    const request = approved(changes);
    expect(await clearRun(worldOf({ now: later(since, TTL) }), request, OLIVIA)).toEqual({
      ok: true,
      executors: [OLIVIA],
    });
    expect(await clearRun(worldOf({ now: later(since, TTL + 1) }), request, OLIVIA)).toEqual({
      ok: false,
      objection: { kind: 'stood-too-long' },
      since,
    });
  });

  it('counts from its last deletion', async () => {
    const world = worldOf({ now: later(NOW, TTL + 1) });
    const files = memoryPurgeFiles();
    const ledger = await files.openLedger('20261124-abc123');
    const line = { outcome: 'deleted', http_status: 204, attempts: 1, by: OSCAR.id, tracking_id: null, reason: null };
    await ledger.record({ ...line, outcome: 'deleted', message_id: 'one', decided_at: later(NOW, 60_000) });
    const clearance = await clearRun({ ...world, files }, approved({ state: 'running', run }), null);
    expect(clearance).toMatchObject({ ok: true });
  });
});

describe('a folder that lacks steps that Webex knows of', () => {
  const refused = { ok: false, objection: { kind: 'folder-behind' }, since: NOW };

  it.each([null, OLIVIA])('lets nothing begin or go on, whoever asks: %o', async (executor) => {
    expect(await clearRun(worldOf({ lacks: 'now' }), approved(), executor)).toEqual(refused);
    expect(await clearRun(worldOf({ lacks: 'before' }), approved(), executor)).toEqual(refused);
  });

  it('is not taken for sound while Webex cannot be asked', async () => {
    await expect(clearRun(worldOf({ lacks: 'unreachable' }), approved(), null)).rejects.toThrow('down');
  });
});

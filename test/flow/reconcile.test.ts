import { describe, expect, it } from 'vitest';
import type { RequestEvent } from '../../src/flow/approval.js';
import { createClaims, type Claims } from '../../src/flow/claims.js';
import { reconcile } from '../../src/flow/reconcile.js';
import type { Approval, AuditEntry, Json, PurgeRequest } from '../../src/model.js';
import type { AuditPast, RequestStore } from '../../src/ports.js';
import { manualClock, memoryAudit, memoryRequests } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';
import { aRequest, OLIVIA, OSCAR, RULES } from '../support/requests.js';

const AT = '2026-11-24T12:30:00.000Z';
const STARTS = '2026-11-24T12:45:00.000Z';
const APPROVAL: Approval = {
  officer: OSCAR,
  at: AT,
  actionId: 'click',
  cardMessageId: 'message-of-the-card',
  comment: null,
};
const ENDING = { by: OSCAR.id, byName: OSCAR.displayName, at: AT, reason: 'not now' };

/** A store whose writes can be made to fail, as they would in a crash between audit and store. */
function fragile(): RequestStore & { broken: boolean } {
  const store = memoryRequests();
  const world = {
    ...store,
    broken: false,
    replace: (next: PurgeRequest) =>
      world.broken ? Promise.reject(new Error('the process ended')) : store.replace(next),
  };
  return world;
}

async function sceneOf(request: PurgeRequest) {
  const clock = manualClock(AT);
  const [store, audit] = [fragile(), memoryAudit(clock)];
  await store.insert(request);
  const past: AuditPast = {
    records: async function* () {
      await Promise.resolve();
      yield audit.lines;
    },
  };
  return {
    store,
    audit,
    claims: createClaims({ store, audit }),
    restart: () => reconcile({ past, audit, store, officers: [OLIVIA, OSCAR], log: quietLog }),
    standing: async () => (await store.get(request.id))!,
  };
}

function entry(type: string, details: Record<string, Json> = {}, actor = OSCAR.id): AuditEntry {
  return { type, actor, purge: '20261124-abc123', details: { digest: 'd', email: OSCAR.email, ...details } };
}

const approve = (claims: Claims, id: string) =>
  claims.claim(id, { kind: 'approved', approval: APPROVAL }, () =>
    entry('purge.approved', { action: 'click', cardMessage: 'message-of-the-card', comment: null }),
  );
const cancel = (claims: Claims, id: string) =>
  claims.claim(id, { kind: 'cancelled', ending: ENDING }, () => entry('purge.cancelled', { reason: 'not now' }));

describe('a change that the audit holds and the state does not', () => {
  const cut: readonly (readonly [string, Partial<PurgeRequest>, RequestEvent, AuditEntry])[] = [
    ['rejected', {}, { kind: 'rejected', ending: ENDING }, entry('purge.rejected', { reason: 'not now' })],
    ['expired', {}, { kind: 'expired', ending: ENDING }, entry('purge.expired', {}, 'bot')],
    ['cancelled', {}, { kind: 'cancelled', ending: ENDING }, entry('purge.cancelled', { reason: 'not now' })],
    [
      'stopped',
      { state: 'running' },
      { kind: 'stopped', at: AT, cause: { kind: 'stop-file' } },
      entry('purge.stopped', { at: AT, cause: { kind: 'stop-file' } }, 'bot'),
    ],
    [
      'running',
      { state: 'approved', startsAt: AT },
      { kind: 'started', at: AT, executors: [OSCAR] },
      entry('purge.started', { at: AT, executors: [OSCAR.id] }, 'bot'),
    ],
  ];
  it.each(cut)('is made at the next start: %s', async (state, before, event, record) => {
    const { store, claims, restart, standing } = await sceneOf(aRequest(before));
    store.broken = true;
    await expect(claims.claim('20261124-abc123', event, () => record)).rejects.toThrow('ended');
    store.broken = false;
    await restart();
    expect((await standing()).state).toBe(state);
  });

  it('is a removed hold, with who removed it', async () => {
    const { store, claims, restart, standing } = await sceneOf(aRequest());
    const note = { who: 'ann@example.com', by: OSCAR, at: AT, reaches: 3 };
    const record = entry('purge.hold-removed', { note: { ...note, by: { ...OSCAR } } });
    store.broken = true;
    await expect(claims.claim('20261124-abc123', { kind: 'hold-removed', note }, () => record)).rejects.toThrow(
      'ended',
    );
    store.broken = false;
    await restart();
    expect((await standing()).summary?.holds?.removedShown).toEqual([note]);
  });

  it('is an approval with all that proves it', async () => {
    const { store, claims, restart, standing } = await sceneOf(aRequest());
    store.broken = true;
    await expect(approve(claims, '20261124-abc123')).rejects.toThrow('ended');
    store.broken = false;
    await restart();
    expect(await standing()).toMatchObject({ state: 'approved', approvals: [APPROVAL], startsAt: STARTS });
  });

  it('is followed by the next one, which could not be stored either', async () => {
    const { store, claims, restart, standing } = await sceneOf(aRequest());
    store.broken = true;
    await expect(approve(claims, '20261124-abc123')).rejects.toThrow('ended');
    await expect(cancel(claims, '20261124-abc123')).rejects.toThrow('ended');
    store.broken = false;
    await restart();
    expect(await standing()).toMatchObject({ state: 'cancelled', approvals: [APPROVAL] });
  });

  it('was never made where one of a later process took its place', async () => {
    const { store, audit, claims, restart, standing } = await sceneOf(aRequest());
    store.broken = true;
    await expect(approve(claims, '20261124-abc123')).rejects.toThrow('ended');
    await expect(cancel(createClaims({ store, audit }), '20261124-abc123')).rejects.toThrow('ended');
    store.broken = false;
    await restart();
    expect(await standing()).toMatchObject({ state: 'cancelled', approvals: [] });
  });

  it('is made when the disk has room again', async () => {
    const { store, claims, standing } = await sceneOf(aRequest());
    store.broken = true;
    await expect(approve(claims, '20261124-abc123')).rejects.toThrow('ended');
    store.broken = false;
    await claims.settle();
    expect(await standing()).toMatchObject({ state: 'approved', approvals: [APPROVAL], startsAt: STARTS });
  });
});

describe('an older state that was put back', () => {
  it('ends as the audit says, and nothing is opened again', async () => {
    const { store, claims, audit, standing } = await sceneOf(aRequest({ rules: RULES }));
    await approve(claims, '20261124-abc123');
    await cancel(claims, '20261124-abc123');
    expect((await standing()).state).toBe('cancelled');
    const older = await sceneOf(aRequest({ rules: RULES }));
    const past: AuditPast = {
      records: async function* () {
        await Promise.resolve();
        yield audit.lines;
      },
    };
    await reconcile({ past, audit: older.audit, store: older.store, officers: [OSCAR], log: quietLog });
    expect((await older.standing()).state).toBe('cancelled');
    expect((await store.get('20261124-abc123'))?.state).toBe('cancelled');
  });

  it('is left alone where it is not older', async () => {
    const { claims, audit, restart } = await sceneOf(aRequest());
    await approve(claims, '20261124-abc123');
    const before = audit.lines.length;
    await restart();
    expect(audit.lines).toHaveLength(before);
  });
});

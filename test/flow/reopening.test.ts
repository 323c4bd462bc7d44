import { describe, expect, it } from 'vitest';
import type { PurgeRequest } from '../../src/model.js';
import { aRequest, OLIVIA, OSCAR, RULES } from '../support/requests.js';
import { createWorld, place, ROOM, type World } from '../support/world.js';

const HOUR = 3_600_000;

/** Approved by Oscar, by a click or a message that Webex keeps. */
async function approve(world: World, request: PurgeRequest): Promise<string> {
  const inputs = { action: 'approve', id: request.id, nonce: request.nonce };
  const action = world.keep({ personId: OSCAR.id, messageId: request.card!.messageId, roomId: ROOM, inputs });
  await world.workflow.action(action);
  return action;
}

/** Stopped in the middle of its run, after four of its twelve messages, and left for longer than APPROVAL_TTL. */
async function stoodTooLong(world: World): Promise<{ request: PurgeRequest; action: string }> {
  const request = await place(world, aRequest({ rules: { ...RULES, canarySize: 0 } }));
  const action = await approve(world, request);
  const ledger = await world.parts.files.openLedger(request.id);
  const line = { http_status: 204, attempts: 1, by: OSCAR.id, tracking_id: null, reason: null };
  for (let i = 0; i < 4; i++) {
    const decided_at = '2026-11-24T12:16:00.000Z';
    await ledger.record({ ...line, message_id: `due-${String(i)}`, outcome: 'deleted', decided_at });
  }
  const run = { startedAt: '2026-11-24T12:15:00.000Z', resumedAt: null, executors: [OSCAR], finishedAt: null };
  const stopped = { at: '2026-11-24T12:16:00.000Z', cause: { kind: 'stop-file' } } as const;
  const approved = (await world.store.get(request.id))!;
  const standing = await world.store.replace({ ...approved, state: 'stopped', run: { ...run, stopped } });
  world.clock.advance(80 * HOUR);
  return { request: standing!, action };
}

describe('a run that stood for longer than APPROVAL_TTL', () => {
  it('goes on with what remains once that was approved anew, and by nothing of before', async () => {
    const world = createWorld();
    const { request, action } = await stoodTooLong(world);
    await world.say(OLIVIA, `resume ${request.id}`);
    await world.settle();
    const open = (await world.store.get(request.id))!;
    expect(open).toMatchObject({ state: 'awaiting', digest: request.digest, approvals: [], rest: 8 });
    expect(world.said.find(({ id }) => id === open.card?.messageId)?.text).toContain(request.id);
    await world.workflow.action(action);
    expect(await world.store.get(request.id)).toMatchObject({ state: 'awaiting', approvals: [] });
    expect(world.deletions).toEqual([]);

    await approve(world, open);
    world.clock.advance(16 * 60_000);
    await world.settle();
    // Webex's log never shows the four of before: the run looks for them as long as it may.
    world.clock.advance(60_000);
    await world.settle();
    expect((await world.store.get(request.id))?.state).toBe('completed');
    expect([...world.deletions].sort()).toEqual(['10', '11', '4', '5', '6', '7', '8', '9'].map((i) => `due-${i}`));
  });

  it('keeps what it deleted, and deletes no more, where nobody approves it anew', async () => {
    const world = createWorld();
    const { request } = await stoodTooLong(world);
    await world.say(OLIVIA, `resume ${request.id}`);
    world.clock.advance(73 * HOUR);
    await world.settle();
    expect((await world.store.get(request.id))?.state).toBe('expired');
    expect(world.said.find(({ notice }) => notice.kind === 'expired')?.text).toContain('stays deleted');
    await world.say(OLIVIA, `resume ${request.id}`);
    await world.settle();
    expect(world.deletions).toEqual([]);
  });

  it('by typing needs another message than the one of before', async () => {
    const world = createWorld({ typedApproval: true });
    const request = await place(world, aRequest({ rules: { ...RULES, canarySize: 0 } }));
    await world.say(OSCAR, `approve ${request.id}`);
    const approved = (await world.store.get(request.id))!;
    expect(approved.state).toBe('approved');
    const stopped = { at: '2026-11-24T12:16:00.000Z', cause: { kind: 'stop-file' } } as const;
    const run = { startedAt: stopped.at, resumedAt: null, executors: [OSCAR], stopped, finishedAt: null };
    await world.store.replace({ ...approved, state: 'stopped', run });
    world.clock.advance(80 * HOUR);
    await world.say(OLIVIA, `resume ${request.id}`);
    const again = (await world.parts.inbox.fetchSaid(approved.approvals[0]!.actionId))!;
    await world.workflow.message(again);
    expect((await world.store.get(request.id))?.state).toBe('awaiting');
    await world.say(OSCAR, `approve ${request.id}`);
    expect((await world.store.get(request.id))?.state).toBe('approved');
  });
});

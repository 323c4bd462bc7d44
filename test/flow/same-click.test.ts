import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model.js';
import type { AuditLine } from '../../src/storage/audit-line.js';
import { openAudit } from '../../src/storage/audit-file.js';
import { readAuditPast } from '../../src/storage/audit-past.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { openState } from '../../src/storage/state.js';
import { keyNumber, tempFolder } from '../storage/support.js';
import { allOf, manualClock, type ManualClock } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';
import { aRequest, OLIVIA, OSCAR, RULES } from '../support/requests.js';
import { createWorld, place, ROOM, type Disk, type World } from '../support/world.js';

const THIRD = { id: 'person-thea', email: 'thea@example.com', displayName: 'Thea Third' };
const OPTIONS = { officers: [OLIVIA, OSCAR, THIRD] };

/** The bot's own files in a folder, as a start of it opens them. */
async function openDisk(dataDir: string, clock: ManualClock): Promise<Disk & { close(): Promise<void> }> {
  const state = await openState(dataDir, [keyNumber(1)]);
  const audit = await openAudit({ dataDir, clock, state, log: quietLog });
  const lines = [...(await allOf(readAuditPast(dataDir).records()))] as AuditLine[];
  return {
    store: state.requests,
    facts: state.facts,
    files: createPurgeFiles(dataDir, clock),
    audit: {
      lines,
      head: () => audit.head(),
      append: async (entry) => {
        const head = await audit.append(entry);
        lines.push({ ...entry, ...head, at: new Date(clock.now()).toISOString(), prev: '' });
        return head;
      },
    },
    close: () => audit.close(),
  };
}

const approvals = (world: World) => world.audit.filter(({ type }) => type === 'purge.approved');
const answersWith = (world: World, part: string) => world.said.filter(({ text }) => text.includes(part)).length;
const typesOf = (world: World, type: string) => world.audit.filter((line) => line.type === type).length;

async function untilFinished(world: World): Promise<void> {
  world.clock.advance(16 * 60_000);
  const state = async (): Promise<Json | undefined> => {
    await world.tick();
    return (await world.store.all())[0]?.state;
  };
  await expect.poll(state, { timeout: 10_000 }).toBe('completed');
}

describe('on real files', () => {
  it('two officers in the same moment, the same click twice, and one replayed after a restart: one run, each answered', async () => {
    const [folder, clock] = [await tempFolder(), manualClock()];
    const disk = await openDisk(folder, clock);
    const world = createWorld(OPTIONS, clock, disk);
    const request = await place(world, aRequest({ rules: { ...RULES, canarySize: 0 } }));
    const click = (personId: string) => ({
      personId,
      messageId: request.card!.messageId,
      roomId: ROOM,
      inputs: { action: 'approve', id: request.id, nonce: request.nonce },
    });
    const [oscars, theas] = [world.keep(click(OSCAR.id)), world.keep(click(THIRD.id))];
    await Promise.all([oscars, theas, oscars].map((id) => world.workflow.action(id)));
    expect(approvals(world)).toHaveLength(1);
    expect(answersWith(world, 'is approved by')).toBe(1);
    expect(answersWith(world, 'Nothing was changed')).toBe(2);

    await disk.close();
    const diskAgain = await openDisk(folder, clock);
    const again = world.restarted(OPTIONS, diskAgain);
    await again.workflow.catchUp();
    await again.workflow.action(oscars);
    await again.workflow.action(theas);
    expect(approvals(again)).toHaveLength(1);
    expect(answersWith(again, 'Nothing was changed')).toBe(4);

    await untilFinished(again);
    await again.workflow.action(oscars);
    expect(answersWith(again, 'Nothing was changed')).toBe(5);
    expect(typesOf(again, 'purge.started')).toBe(1);
    expect(typesOf(again, 'purge.finished')).toBe(1);
    expect([...again.deletions].sort()).toEqual(Array.from({ length: 12 }, (_, i) => `due-${String(i)}`).sort());
    await again.settle();
    await diskAgain.close();
  });

  it('where two must approve, one who clicks twice at once counts once', async () => {
    const [folder, clock] = [await tempFolder(), manualClock()];
    const disk = await openDisk(folder, clock);
    const world = createWorld(OPTIONS, clock, disk);
    const request = await place(world, aRequest({ rules: { ...RULES, canarySize: 0, approvalsRequired: 2 } }));
    const action = world.keep({
      personId: OSCAR.id,
      messageId: request.card!.messageId,
      roomId: ROOM,
      inputs: { action: 'approve', id: request.id, nonce: request.nonce },
    });
    await Promise.all([world.workflow.action(action), world.workflow.action(action)]);
    expect(approvals(world)).toHaveLength(1);
    expect(answersWith(world, 'already counts')).toBe(1);
    expect((await world.store.get(request.id))?.state).toBe('awaiting');
    await world.settle();
    await disk.close();
  });
});

import { describe, expect, it } from 'vitest';
import type { Officer } from '../../src/model.js';
import { OLIVIA, OSCAR } from '../support/requests.js';
import { allOf } from '../support/memory.js';
import { createWorld, type World } from '../support/world.js';

const PIA: Officer = { id: 'person-pia', email: 'pia@example.com', displayName: 'Pia Officer' };
const HELD = 'reader.of.room.due-1@example.com';

function begin(): World {
  return createWorld({ officers: [OLIVIA, OSCAR, PIA], typedApproval: true });
}

async function says(world: World, who: Officer, text: string): Promise<void> {
  await world.say(who, text);
  await world.settle();
}

describe('the remover of a hold', () => {
  it('approves what it kept only together with somebody else', async () => {
    const world = begin();
    await says(world, OLIVIA, `hold add ${HELD} case 7`);
    await says(world, OSCAR, `hold remove ${HELD}`);
    await says(world, OLIVIA, 'purge 30d');
    const [request] = await world.store.all();
    expect(request?.summary?.holds).toMatchObject({ removed: 1, removedShown: [{ who: HELD, by: OSCAR, reaches: 1 }] });

    await says(world, OSCAR, `approve ${request!.id}`);
    expect(world.said.map(({ notice }) => notice.kind)).toContain('another-approval-needed');
    world.clock.advance(3_600_000);
    await world.settle();
    expect((await world.store.get(request!.id))?.state).toBe('awaiting');
    expect(world.deletions).toEqual([]);

    await says(world, PIA, `approve ${request!.id}`);
    world.clock.advance(3_600_000);
    await world.settle();
    expect(world.deletions.toSorted()).toEqual(['due-0', 'due-1', 'due-2']);
  });
});

describe('a hold that comes after the approval', () => {
  it('keeps what it reaches, and the purge is complete all the same', async () => {
    const world = begin();
    await says(world, OLIVIA, 'purge 30d');
    const [request] = await world.store.all();
    await says(world, OSCAR, `approve ${request!.id}`);
    await says(world, OSCAR, `hold add ${HELD} case 7`);
    expect(world.said.at(-1)?.notice).toMatchObject({ kind: 'hold-added', effects: [{ kept: 1, tooLate: 0 }] });
    world.clock.advance(3_600_000);
    await world.settle();
    expect(world.deletions.toSorted()).toEqual(['due-0', 'due-2']);
    await expect.poll(async () => (await world.store.get(request!.id))?.state).toBe('completed');
    expect((await world.store.get(request!.id))?.figures?.outcomes).toMatchObject({ deleted: 2, held: 1 });
  });
});

describe('a rehearsal', () => {
  it('attempts nothing, and says how many a hold given since the approval would keep', async () => {
    const world = createWorld({ typedApproval: true, rules: { rehearsal: true } });
    await says(world, OLIVIA, 'purge 30d');
    const [request] = await world.store.all();
    await says(world, OSCAR, `approve ${request!.id}`);
    await says(world, OSCAR, `hold add ${HELD} case 7`);
    world.clock.advance(3_600_000);
    await world.settle();
    await expect.poll(async () => (await world.store.get(request!.id))?.state).toBe('incomplete');
    expect(world.deletions).toEqual([]);
    expect((await world.store.get(request!.id))?.figures).toMatchObject({
      outcomes: { 'not-attempted': 3, held: 0 },
      wouldBeHeld: 1,
    });
    const lines = (await allOf(world.parts.files.outcomes(request!.id))).map(({ outcome, reason, hold }) => ({
      outcome,
      reason,
      hold,
    }));
    expect(lines.filter(({ hold }) => hold === 'case 7')).toHaveLength(1);
    expect(new Set(lines.map(({ outcome, reason }) => `${outcome}: ${String(reason)}`))).toEqual(
      new Set(['not-attempted: rehearsal']),
    );
    const report = world.said.find(({ notice }) => notice.kind === 'report');
    expect(report?.text).toContain('1 of these a hold would keep');
  });
});

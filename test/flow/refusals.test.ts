import { describe, expect, it } from 'vitest';
import { createRefusalTally } from '../../src/flow/refusal-tally.js';
import { manualClock } from '../support/memory.js';
import { aRequest, OLIVIA, OSCAR, PAUL } from '../support/requests.js';
import { createWorld, place, ROOM, type World } from '../support/world.js';

const refusedLines = (world: World) => world.audit.filter(({ type }) => type === 'refused');

function approveOf(request: Awaited<ReturnType<typeof place>>, personId: string) {
  const inputs = { action: 'approve', id: request.id, nonce: request.nonce };
  return { messageId: request.card!.messageId, personId, roomId: ROOM, inputs };
}

describe('refusals of one person', () => {
  it('stand one by one up to ten a minute; what comes on top is counted', () => {
    const clock = manualClock();
    const tally = createRefusalTally(clock);
    expect(Array.from({ length: 13 }, () => tally.admits('a')).filter(Boolean)).toHaveLength(10);
    expect(tally.admits('b')).toBe(true);
    expect(tally.take('over')).toEqual([]);
    clock.advance(60_000);
    expect(tally.take('over')).toEqual([{ personId: 'a', count: 3, from: '2026-11-24T12:00:00.000Z' }]);
    expect(tally.take('all')).toEqual([]);
    expect(tally.admits('a')).toBe(true);
  });

  it('lose no count where the next minute begins before anybody looked', () => {
    const clock = manualClock();
    const tally = createRefusalTally(clock);
    for (let i = 0; i < 12; i++) tally.admits('a');
    clock.advance(61_000);
    tally.admits('a');
    expect(tally.take('over')).toMatchObject([{ personId: 'a', count: 2 }]);
  });

  it('become one line with a count when the minute is over, or when the bot ends', async () => {
    const world = createWorld();
    for (let i = 0; i < 15; i++) await world.say(PAUL, 'purge');
    expect(refusedLines(world)).toHaveLength(10);
    await world.settle();
    expect(refusedLines(world)).toHaveLength(10);
    world.clock.advance(60_000);
    await world.settle();
    expect(refusedLines(world).at(-1)).toMatchObject({ actor: PAUL.id, details: { reason: 'too-many', count: 5 } });
    for (let i = 0; i < 12; i++) await world.say(PAUL, 'purge');
    await world.workflow.stop();
    expect(refusedLines(world).at(-1)).toMatchObject({ details: { reason: 'too-many', count: 2 } });
  });

  it('who is no officer are answered once a minute', async () => {
    const world = createWorld();
    for (let i = 0; i < 5; i++) await world.say(PAUL, 'purge');
    expect(world.said).toHaveLength(1);
    world.clock.advance(60_000);
    await world.say(PAUL, 'purge');
    expect(world.said).toHaveLength(2);
  });
});

describe('an officer who has to sign in', () => {
  it('is told how to in the space after a command', async () => {
    const world = createWorld({ signedIn: [OLIVIA] });
    await world.say(OSCAR, 'purge');
    expect(world.said).toMatchObject([{ to: null }]);
    expect(world.said[0]?.text).toContain('https://purge.example/login');
  });

  it('is told how to alone after a click, and the space hears no more than that', async () => {
    const world = createWorld({ signedIn: [OLIVIA] });
    const request = await place(world, aRequest());
    await world.click(approveOf(request, OSCAR.id));
    const [directly, inSpace] = world.said.slice(-2);
    expect(directly).toMatchObject({ to: OSCAR.id });
    expect(directly?.text).toContain('https://purge.example/login');
    expect(inSpace?.text).toContain('Oscar Officer');
    expect(inSpace?.text).not.toContain('https://');
    expect((await world.store.get(request.id))?.state).toBe('awaiting');
  });

  it('is told so as well where Webex no longer takes the role for given', async () => {
    const world = createWorld();
    const request = await place(world, aRequest());
    world.probes.set(OSCAR.id, { ok: false, cause: 'refused', status: 403 });
    await world.click(approveOf(request, OSCAR.id));
    expect(world.said.slice(-2)).toMatchObject([{ to: OSCAR.id }, { to: null }]);
    expect(world.said.at(-1)?.text).toContain('403');
  });
});

describe('Request purge', () => {
  it('clicked twice, even at once, asks once', async () => {
    const world = createWorld();
    await world.say(OLIVIA, 'preview');
    await world.settle();
    const preview = (await world.store.all())[0]!;
    const inputs = { action: 'request', id: preview.id, nonce: preview.nonce };
    const click = { messageId: preview.card!.messageId, roomId: ROOM, inputs };
    await Promise.all([world.click({ ...click, personId: OSCAR.id }), world.click({ ...click, personId: OLIVIA.id })]);
    await world.settle();
    await world.click({ ...click, personId: OLIVIA.id });
    const purges = (await world.store.all()).filter(({ kind }) => kind === 'purge');
    expect(purges).toMatchObject([{ state: 'awaiting', asker: { id: OSCAR.id }, span: preview.span }]);
    const answers = world.said.filter(({ text }) => text.includes('used already'));
    expect(answers.map(({ text }) => text.includes(purges[0]!.id))).toEqual([true, true]);
  });
});

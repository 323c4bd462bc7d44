import { describe, expect, it } from 'vitest';
import { forgettable, pared, REMEMBERED_MS, rememberedInFull } from '../../src/flow/old-requests.js';
import { clearedGround } from '../../src/flow/watermark.js';
import type { PurgeRequest, RequestState } from '../../src/model.js';
import { aRequest, OLIVIA, OSCAR, RULES } from '../support/requests.js';
import { createWorld, ROOM, type World } from '../support/world.js';

const HOUR_MS = 3_600_000;

/** Until what stands now is old, and housekeeping has looked. */
async function growOld(world: World): Promise<void> {
  world.clock.advance(REMEMBERED_MS);
  await world.settle();
  world.clock.advance(HOUR_MS);
  await world.settle();
}

async function asked(world: World, text: string): Promise<PurgeRequest> {
  await world.say(OLIVIA, text);
  await world.settle();
  return (await world.store.all()).at(-1)!;
}

const clickOn = ({ id, nonce, card }: PurgeRequest, action: string) => ({
  personId: OSCAR.id,
  messageId: card!.messageId,
  roomId: ROOM,
  inputs: { id, nonce, action },
});

/** A purge from request to report. */
async function purged(world: World): Promise<{ readonly open: PurgeRequest; readonly done: PurgeRequest }> {
  const open = await asked(world, 'purge');
  await world.click(clickOn(open, 'approve'));
  world.clock.advance(RULES.gracePeriodMs);
  await world.settle();
  const done = async () => (await world.store.get(open.id))!;
  await expect.poll(async () => (await world.settle(), (await done()).state), { timeout: 10_000 }).toBe('completed');
  return { open, done: await done() };
}

async function answerTo(world: World, act: () => Promise<void>): Promise<string> {
  await act();
  await world.settle();
  return world.said.at(-1)!.text;
}

describe('a scan that came to nothing', () => {
  it.each<[RequestState, boolean]>([
    ['previewed', true],
    ['nothing-due', true],
    ['failed', true],
    ['scanning', false],
    ['over-limit', false],
    ['awaiting', false],
    ['completed', false],
    ['incomplete', false],
    ['rejected', false],
  ])('is, where it is %s: %s', (state, does) => {
    const [old, newer] = [aRequest({ state }), aRequest({ id: 'newer', createdAt: '2027-01-01T00:00:00.000Z' })];
    const ended = Date.parse(old.createdAt);
    expect(forgettable([old, newer], ended)).toEqual([]);
    expect(forgettable([old, newer], ended + 1)).toEqual(does ? [old] : []);
  });

  it('is remembered as long as it is the newest scan', () => {
    const newest = aRequest({ state: 'nothing-due' });
    expect(forgettable([newest], Date.parse(newest.createdAt) + 10 * REMEMBERED_MS)).toEqual([]);
  });

  it('is forgotten when it is old, on record, and a click on its card is still answered', async () => {
    const world = createWorld();
    const preview = await asked(world, 'preview');
    world.clock.advance(HOUR_MS);
    await asked(world, 'preview');
    world.clock.advance(REMEMBERED_MS - 2 * HOUR_MS);
    await world.settle();
    expect(await world.store.get(preview.id)).not.toBeNull();
    world.clock.advance(2 * HOUR_MS);
    await world.settle();
    expect(await world.store.get(preview.id)).toBeNull();
    const records = world.audit.filter(({ type }) => type === 'request.forgotten');
    expect(records).toMatchObject([{ actor: 'bot', purge: preview.id, details: { state: 'previewed' } }]);
    expect(await answerTo(world, () => world.click(clickOn(preview, 'request')))).toContain('forgotten after');
  });

  it('is remembered where the record cannot be written', async () => {
    const world = createWorld();
    const preview = await asked(world, 'preview');
    world.clock.advance(HOUR_MS);
    await asked(world, 'preview');
    Object.assign(world.parts.audit, { append: () => Promise.reject(new Error('the disk is full')) });
    await growOld(world);
    expect(await world.store.get(preview.id)).toEqual(preview);
  });
});

describe('an old purge', () => {
  it('loses what only its card showed, and everything about it is answered as before', async () => {
    const world = createWorld();
    const { open, done } = await purged(world);
    const acts = [
      () => world.say(OLIVIA, 'history'),
      () => world.click(clickOn(open, 'approve')),
      () => world.say(OLIVIA, `reject ${open.id} too late`),
      () => world.say(OLIVIA, `cancel ${open.id}`),
      () => world.say(OLIVIA, `list ${open.id}`),
    ];
    const before: string[] = [];
    for (const act of acts) before.push(await answerTo(world, act));
    expect(before[1]).toContain(OSCAR.displayName);

    await growOld(world);
    const old = (await world.store.get(open.id))!;
    expect(old).toEqual({ ...pared(done), version: old.version });
    expect(JSON.stringify(old).length).toBeLessThan(JSON.stringify(done).length);
    const after: string[] = [];
    for (const act of acts) after.push(await answerTo(world, act));
    expect(after).toEqual(before);
  });

  it('means the same for the next scan of the policy', async () => {
    const world = createWorld();
    const { done } = await purged(world);
    expect(clearedGround([pared(done)], RULES)).toEqual(clearedGround([done], RULES));
    expect(clearedGround([done], RULES)?.purge).toBe(done.id);
    await growOld(world);
    const { summary } = await asked(world, 'purge');
    expect(summary?.previous).toMatchObject({ id: done.id, messages: done.summary!.messages });
  });

  it('is written once more and then left alone', async () => {
    const world = createWorld();
    const { open } = await purged(world);
    await growOld(world);
    const { version } = (await world.store.get(open.id))!;
    await growOld(world);
    expect((await world.store.get(open.id))!.version).toBe(version);
  });

  it.each<[string, Partial<PurgeRequest>]>([
    ['one that can be resumed', { state: 'incomplete' }],
    ['one that waits', { state: 'awaiting' }],
    ['one whose report is not in the space', { state: 'completed', report: { begun: 1, posted: false } }],
    ['one whose card does not show how it ended', { state: 'completed', card: { ...aRequest().card!, face: 'grace' } }],
  ])('stays in full where it is %s', (_, changes) => {
    const closed = { ...aRequest().card!, face: 'closed' } as const;
    const late = Date.parse(aRequest().createdAt) + REMEMBERED_MS;
    expect(rememberedInFull([aRequest({ state: 'completed', card: closed })], late)).toHaveLength(1);
    expect(rememberedInFull([aRequest({ card: closed, ...changes })], late)).toEqual([]);
  });
});

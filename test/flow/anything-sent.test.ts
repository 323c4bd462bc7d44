import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRequest, OLIVIA, OSCAR, PAUL } from '../support/requests.js';
import { createWorld, place, ROOM, type World } from '../support/world.js';

/** Together 10,000 a run of the tests. */
const CLICKS = 6_000;
const COMMANDS = 4_000;

const PEOPLE = [OLIVIA, OSCAR, PAUL];

const KEYS = ['action', 'id', 'nonce', 'count', 'comment', 'reason', '__proto__', 'constructor', 'toString', ''];

/** What no button sends: any type, deep, huge, and keys that JavaScript itself uses. */
const junk = fc.oneof(
  fc.anything({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('x'.repeat(100_000), '\u202e\u0000', '${nonce}', '<@all>', '../../state.json', '1e3', -0, 1e308),
);
const inputs = fc.oneof(
  fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), junk, { maxKeys: 8 }),
  fc.record({
    action: fc.constantFrom('approve', 'reject', 'stop', 'resume', 'request', 'delete'),
    id: fc.oneof(fc.constant('20261124-abc123'), junk),
    nonce: fc.oneof(fc.constant('guessed'), junk),
    count: junk,
    comment: junk,
    reason: junk,
  }),
);

const WORDS = [
  'purge',
  'preview',
  'approve',
  'reject',
  'stop',
  'resume',
  'cancel',
  'list',
  'report',
  'history',
  'hold',
];
const PIECES = ['20261124-abc123', '30d', '30d..60d', '1d', '12', 'person', 'domain', '@', '..', '<@all>', '__proto__'];
const said = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .tuple(
      fc.constantFrom(...WORDS),
      fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 20 })), { maxLength: 6 }),
    )
    .map(([first, rest]) => [first, ...rest].join(' ')),
  fc.constantFrom('purge '.repeat(5_000), 'reject 20260101-abcdef ' + '\u202e'.repeat(4_000)),
);

/** A space with an open request, in which a minute passes after each thing said, so that everybody may be answered. */
async function openWorld(): Promise<World> {
  const world = createWorld({ messages: 0 });
  await place(world, aRequest({ expiresAt: '2100-01-01T00:00:00.000Z', reminded: 'last' }));
  return world;
}

async function isAnswered(world: World, act: () => Promise<void>): Promise<void> {
  world.clock.advance(60_000);
  world.said.splice(1);
  await act();
  expect(world.said.length).toBeGreaterThan(1);
  for (const { text, notice } of world.said.slice(1)) {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(7_439);
    expect(notice.kind).not.toBe('failure');
  }
  expect(world.deletions).toEqual([]);
}

describe('whatever is sent', () => {
  it('from a card is answered, and deletes nothing', { timeout: 60_000 }, async () => {
    const world = await openWorld();
    const messageId = world.said[0]!.id;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PEOPLE), inputs, async ({ id: personId }, sent) => {
        await isAnswered(world, () => world.click({ personId, messageId, roomId: ROOM, inputs: sent }));
      }),
      { numRuns: CLICKS },
    );
    expect((await world.store.get('20261124-abc123'))?.approvals).toEqual([]);
  });

  it('as a command is answered, and deletes nothing', { timeout: 60_000 }, async () => {
    const world = await openWorld();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PEOPLE), said, async (who, text) => {
        await isAnswered(world, () => world.say(who, text));
      }),
      { numRuns: COMMANDS },
    );
    expect((await world.store.get('20261124-abc123'))?.approvals).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Found, Gathering } from '../../src/ports.js';
import { allOf } from '../support/memory.js';

const DELETED = { kind: 'deleted' } as const;
const FILTERED = { kind: 'filtered' } as const;

/** What every Gathering must hold to. `open` gives an empty one. */
export function describeGathering(name: string, open: () => Gathering | Promise<Gathering>): void {
  describe(`${name} is a Gathering`, () => {
    it('hands back each message once with each finding once, whatever order and however often they came', async () => {
      const found: readonly Found[] = Array.from({ length: 40 }, (_, n) => ({
        messageId: `m${String(n % 10)}`,
        finding: n < 20 ? DELETED : { kind: 'listed', purge: `p${String(n % 2)}` },
      }));
      for (const shuffled of fc.sample(fc.shuffledSubarray([...found], { minLength: 40 }), 5)) {
        const gathering = await open();
        for (let i = 0; i < shuffled.length; i += 7) await gathering.add(shuffled.slice(i, i + 7));
        const messages = (await allOf(gathering.byMessage())).toSorted((a, b) => (a.messageId < b.messageId ? -1 : 1));
        expect(messages.map(({ messageId }) => messageId)).toEqual(
          Array.from({ length: 10 }, (_, n) => `m${String(n)}`),
        );
        expect(messages[3]?.findings).toEqual([DELETED, { kind: 'listed', purge: 'p1' }]);
        await gathering.discard();
      }
    });

    it('keeps apart ids of which one begins like the other, and those with characters of its own form', async () => {
      const gathering = await open();
      const ids = ['a', 'ab', 'a\t', 'a\n', 'a"', 'ä', ''];
      await gathering.add(ids.map((messageId) => ({ messageId, finding: FILTERED })));
      await gathering.add(ids.map((messageId) => ({ messageId, finding: DELETED })));
      const messages = await allOf(gathering.byMessage());
      expect(messages.map(({ messageId }) => messageId).sort()).toEqual(ids.toSorted());
      for (const { findings } of messages) expect(findings).toEqual([DELETED, FILTERED]);
      await gathering.discard();
    });

    it('hands back nothing when nothing was found', async () => {
      const gathering = await open();
      expect(await allOf(gathering.byMessage())).toEqual([]);
      await gathering.discard();
    });
  });
}

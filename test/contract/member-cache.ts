import { describe, expect, it } from 'vitest';
import type { MemberCache, RoomMembers } from '../../src/ports.js';
import { allOf } from '../support/memory.js';

export function aPair(roomId: string, other = 'bob'): RoomMembers {
  return {
    roomId,
    members: [
      { personId: 'alice', email: 'alice@example.com', orgId: 'our-org' },
      { personId: other, email: `${other}@example.com`, orgId: null },
    ],
  };
}

/** What every MemberCache must hold to. `open` gives an empty one. */
export function describeMemberCache(name: string, open: () => MemberCache | Promise<MemberCache>): void {
  describe(`${name} is a MemberCache`, () => {
    it('knows nothing at first', async () => {
      expect(await allOf((await open()).all())).toEqual([]);
    });

    it('gives back what was added, in that order', async () => {
      const cache = await open();
      await cache.add([aPair('r1'), aPair('r2', 'carol')]);
      await cache.add([]);
      await cache.add([aPair('r3')]);
      expect(await allOf(cache.all())).toEqual([aPair('r1'), aPair('r2', 'carol'), aPair('r3')]);
    });
  });
}

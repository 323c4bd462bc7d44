import { describe, expect, it } from 'vitest';
import type { Vault } from '../../src/ports.js';
import { recordOf, tokenSet } from '../webex/memory-vault.js';

const FIRST = recordOf(tokenSet('first', '2026-12-05T12:00:00.000Z'));
const SECOND = recordOf(tokenSet('second', '2026-12-08T12:00:00.000Z'));
const THIRD = recordOf(tokenSet('third', '2026-12-09T12:00:00.000Z'));

/** What every vault does with a record that somebody else may change at the same time. */
export function describeVault(name: string, make: () => Promise<Vault>): void {
  describe(`${name} is a Vault`, () => {
    it('replaces a record, and says since when it is being renewed', async () => {
      const vault = await make();
      await vault.put(FIRST);
      const begun = { ...FIRST, renewalBegunAt: '2026-11-24T12:00:00.000Z' };
      expect(await vault.replace(FIRST, begun)).toBe(true);
      expect(await vault.get('olivia')).toMatchObject({ renewalBegunAt: '2026-11-24T12:00:00.000Z' });
      expect(await vault.replace(begun, SECOND)).toBe(true);
      expect(await accessIn(vault)).toBe('second');
      expect(await vault.get('olivia')).toMatchObject({ renewalBegunAt: null });
    });

    it('does not replace what was replaced before, nor what was removed', async () => {
      const vault = await make();
      await vault.put(FIRST);
      await vault.put(THIRD);
      expect(await vault.replace(FIRST, SECOND)).toBe(false);
      expect(await vault.replace(FIRST, null)).toBe(false);
      expect(await accessIn(vault)).toBe('third');
      await vault.remove('olivia');
      expect(await vault.replace(THIRD, SECOND)).toBe(false);
      expect(await vault.get('olivia')).toBeNull();
    });

    it('lets one of two at the same time replace, and nobody undo a removal', async () => {
      const vault = await make();
      await vault.put(FIRST);
      expect(await Promise.all([vault.replace(FIRST, SECOND), vault.replace(FIRST, THIRD)])).toEqual([true, false]);
      expect(await Promise.all([vault.remove('olivia'), vault.replace(SECOND, THIRD)])).toEqual([true, false]);
      expect(await vault.list()).toEqual([]);
    });

    it('removes', async () => {
      const vault = await make();
      await vault.put(FIRST);
      expect(await vault.replace(FIRST, null)).toBe(true);
      expect(await vault.get('olivia')).toBeNull();
    });
  });
}

async function accessIn(vault: Vault): Promise<string | undefined> {
  return (await vault.get('olivia'))?.tokens.accessToken.reveal();
}

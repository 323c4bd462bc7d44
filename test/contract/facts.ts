import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/ports.js';

/** What every Facts must hold to. `open` gives an empty one. */
export function describeFacts(name: string, open: () => Facts | Promise<Facts>): void {
  describe(`${name} is a Facts`, () => {
    it('keeps a fact and replaces it', async () => {
      const facts = await open();
      await facts.set('officers', ['olivia']);
      await facts.set('officers', ['olivia', 'oscar']);
      expect(await facts.get('officers')).toEqual(['olivia', 'oscar']);
    });

    it('tells null from unknown', async () => {
      const facts = await open();
      await facts.set('pause', null);
      expect(await facts.get('pause')).toBeNull();
      expect(await facts.get('constructor')).toBeUndefined();
    });
  });
}

import { describe, expect, it } from 'vitest';
import type { RequestStore } from '../../src/ports.js';
import { aRequest } from '../support/requests.js';

/** What every RequestStore must hold to. `open` gives an empty one. */
export function describeRequestStore(name: string, open: () => RequestStore | Promise<RequestStore>): void {
  describe(`${name} is a RequestStore`, () => {
    it('keeps what was inserted', async () => {
      const store = await open();
      await store.insert(aRequest());
      expect(await store.get(aRequest().id)).toEqual(aRequest());
      expect(await store.all()).toEqual([aRequest()]);
    });

    it('refuses an id that exists, and keeps the first', async () => {
      const store = await open();
      await store.insert(aRequest());
      await expect(store.insert(aRequest({ nonce: 'another' }))).rejects.toThrow(/exists/);
      expect(await store.get(aRequest().id)).toEqual(aRequest());
    });

    it('counts the version up with every change', async () => {
      const store = await open();
      await store.insert(aRequest());
      const next = await store.replace(aRequest({ state: 'rejected' }));
      expect(next).toEqual(aRequest({ state: 'rejected', version: 2 }));
      expect(await store.get(aRequest().id)).toEqual(next);
    });

    it('lets one of many writers win that saw the same version', async () => {
      const store = await open();
      await store.insert(aRequest());
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) => store.replace(aRequest({ nonce: `nonce-${n}`, state: 'approved' }))),
      );
      expect(answers.filter((answer) => answer !== null)).toHaveLength(1);
      expect(answers).toContainEqual(await store.get(aRequest().id));
    });

    it('answers null to a writer that saw an older version', async () => {
      const store = await open();
      await store.insert(aRequest());
      await store.replace(aRequest());
      expect(await store.replace(aRequest({ state: 'rejected' }))).toBeNull();
      expect((await store.get(aRequest().id))?.state).toBe('awaiting');
    });

    it('forgets a request for whoever saw its newest version', async () => {
      const store = await open();
      await store.insert(aRequest());
      await store.insert(aRequest({ id: 'another' }));
      await store.replace(aRequest());
      expect(await store.remove(aRequest())).toBe(false);
      expect(await store.get(aRequest().id)).not.toBeNull();
      expect(await store.remove(aRequest({ version: 2 }))).toBe(true);
      expect(await store.remove(aRequest({ version: 2 }))).toBe(false);
      expect((await store.all()).map(({ id }) => id)).toEqual(['another']);
    });

    it.each(['unknown', 'constructor', '__proto__', 'hasOwnProperty', ''])('does not know the id "%s"', async (id) => {
      const store = await open();
      expect(await store.get(id)).toBeNull();
      expect(await store.replace(aRequest({ id }))).toBeNull();
      expect(await store.remove(aRequest({ id }))).toBe(false);
      expect(await store.all()).toEqual([]);
    });

    it('keeps a request even under the name of a prototype key', async () => {
      const store = await open();
      await store.insert(aRequest({ id: '__proto__' }));
      expect((await store.get('__proto__'))?.nonce).toBe(aRequest().nonce);
      expect(await store.get('nonce')).toBeNull();
    });
  });
}

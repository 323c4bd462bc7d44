import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/model.js';
import type { Audit } from '../../src/ports.js';

export const ENTRY: AuditEntry = { type: 'scan.requested', actor: 'person-olivia', purge: 'a-1', details: { n: 1 } };

/** What every Audit must hold to. `open` gives an empty one. */
export function describeAudit(name: string, open: () => Audit | Promise<Audit>): void {
  describe(`${name} is an Audit`, () => {
    it('begins before the first line', async () => {
      const audit = await open();
      expect(audit.head()).toEqual({ seq: 0, hash: '0'.repeat(64) });
    });

    it('counts from 1 and answers the head that stands', async () => {
      const audit = await open();
      expect((await audit.append(ENTRY)).seq).toBe(1);
      const second = await audit.append(ENTRY);
      expect(second.seq).toBe(2);
      expect(second).toEqual(audit.head());
    });

    it('gives every one of many at once a line of its own, in order', async () => {
      const audit = await open();
      const heads = await Promise.all(Array.from({ length: 20 }, () => audit.append(ENTRY)));
      expect(heads.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(new Set(heads.map(({ hash }) => hash)).size).toBe(20);
    });

    it('refuses what has no JSON form, alone', async () => {
      const audit = await open();
      const [odd, good] = await Promise.allSettled([
        audit.append({ ...ENTRY, details: { n: NaN } }),
        audit.append(ENTRY),
      ]);
      expect(odd.status).toBe('rejected');
      expect(good).toMatchObject({ status: 'fulfilled', value: { seq: 1 } });
    });

    it('takes a name with half a character in it', async () => {
      const audit = await open();
      expect((await audit.append({ ...ENTRY, details: { name: 'broken \ud83d' } })).seq).toBe(1);
    });
  });
}

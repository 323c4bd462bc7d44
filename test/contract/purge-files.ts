import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate, LedgerLine } from '../../src/model.js';
import type { PurgeFiles } from '../../src/ports.js';
import { allOf } from '../support/memory.js';

export const ID = '20261124-abc123';

export function aCandidate(n: number, changes: Partial<Candidate> = {}): Candidate {
  return {
    message_id: `message-${String(n).padStart(6, '0')}`,
    created: new Date(Date.UTC(2026, 8, 1) + n * 1_000).toISOString(),
    sender_id: 'person-alice',
    sender: 'alice@example.com',
    room_id: 'room-1',
    ...changes,
  };
}

export function anOutcome(n: number, changes: Partial<LedgerLine> = {}): LedgerLine {
  return {
    message_id: aCandidate(n).message_id,
    outcome: 'deleted',
    http_status: 204,
    attempts: 1,
    decided_at: '2026-11-24T12:00:00.000Z',
    by: 'person-oscar',
    tracking_id: 'ROUTER_1',
    reason: null,
    ...changes,
  };
}

export async function freeze(files: PurgeFiles, candidates: readonly Candidate[], id = ID) {
  const writer = await files.newManifest(id);
  await writer.add(candidates);
  return writer.freeze();
}

/** What every PurgeFiles must hold to. `open` gives an empty one. */
export function describePurgeFiles(name: string, open: () => PurgeFiles | Promise<PurgeFiles>): void {
  describe(`${name} is a PurgeFiles`, () => {
    it('freezes in order of writing, then id, each message once, whatever order they came in', async () => {
      const files = await open();
      const tie = aCandidate(3, { message_id: 'message-000002-tie', created: aCandidate(2).created });
      const ordered = [aCandidate(1), aCandidate(2), tie, aCandidate(4)];
      const first = await freeze(files, ordered);
      const shuffled = fc.shuffledSubarray([...ordered, ...ordered], { minLength: 8, maxLength: 8 });
      for (const candidates of fc.sample(shuffled, 5)) {
        expect(await freeze(files, candidates)).toEqual({ digest: first.digest, count: 4 });
      }
      expect(await allOf(files.manifest(ID, first.digest))).toEqual(ordered);
    });

    it('hands out nothing of a list with another digest', async () => {
      const files = await open();
      await freeze(files, [aCandidate(1)]);
      await expect(allOf(files.manifest(ID, 'd'.repeat(64)))).rejects.toThrow();
    });

    it('keeps intents and outcomes in the order in which they came', async () => {
      const files = await open();
      await freeze(files, [aCandidate(1)]);
      const ledger = await files.openLedger(ID);
      await ledger.intend(['message-1', 'message-2'], 'person-oscar');
      await Promise.all([1, 2, 3].map((n) => ledger.record(anOutcome(n))));
      await ledger.close();
      expect(await allOf(files.intended(ID))).toEqual(['message-1', 'message-2']);
      expect(await allOf(files.outcomes(ID))).toEqual([1, 2, 3].map((n) => anOutcome(n)));
    });

    it('has no outcomes before the first', async () => {
      const files = await open();
      expect(await allOf(files.outcomes(ID))).toEqual([]);
      expect(await allOf(files.intended(ID))).toEqual([]);
    });

    it('knows what it holds of a purge, until it is removed', async () => {
      const files = await open();
      expect(await files.digests(ID)).toBeNull();
      const { digest } = await freeze(files, [aCandidate(1)]);
      const card = await files.keepCard(ID, { type: 'AdaptiveCard' });
      expect(await files.digests(ID)).toEqual({ digest, card, ledger: null, report: null });
      await files.remove(ID);
      await files.remove(ID);
      expect(await files.digests(ID)).toBeNull();
      expect(await files.freeBytes()).toBeGreaterThan(0);
    });

    it('answers the digest of the card', async () => {
      const files = await open();
      const one = await files.keepCard(ID, { type: 'AdaptiveCard', version: '1.3' });
      expect(await files.keepCard(ID, { version: '1.3', type: 'AdaptiveCard' })).toBe(one);
      expect(one).toMatch(/^[0-9a-f]{64}$/);
    });
  });
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newNonce, newRequestId } from '../../src/flow/ids.js';
import { isPurgeId } from '../../src/purge-id.js';

const random = { token: (length: number) => 'k3f9a7'.repeat(10).slice(0, length) };

it('carries the UTC day it was asked on', () => {
  expect(newRequestId(Date.parse('2026-11-24T23:59:59.999Z'), random)).toBe('20261124-k3f9a7');
  expect(newRequestId(Date.parse('2026-11-25T00:00:00.000Z'), random)).toBe('20261125-k3f9a7');
});

it('makes ids that are read back as ids, at any time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59Z') }), (nowMs) => {
      expect(isPurgeId(newRequestId(nowMs, random))).toBe(true);
    }),
  );
});

it('makes a nonce too long to guess', () => {
  expect(newNonce(random)).toHaveLength(32);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../src/canonical.js';
import type { Json, PurgeRequest } from '../../src/model.js';
import { canonicalState, type State } from '../../src/storage/state-text.js';
import { aRequest } from '../support/requests.js';

const AUDIT = { seq: 3, hash: 'a'.repeat(64) };

const stateOf = (ids: readonly string[], facts: Json): State => ({
  schema: 2,
  requests: Object.fromEntries(ids.map((id) => [id, aRequest({ id, nonce: `nonce of ${id}` })])),
  facts: facts as State['facts'],
  audit: AUDIT,
});

it('is the canonical JSON of the state', () => {
  const ids = fc.uniqueArray(fc.oneof(fc.string(), fc.constantFrom('10', '9', '__proto__', '"', 'é', '\u{1F600}')));
  fc.assert(
    fc.property(ids, fc.dictionary(fc.string(), fc.jsonValue()), (some, facts) => {
      const state = stateOf(some, facts as Json);
      expect(canonicalState(state)).toBe(canonicalJson(state as unknown as Json));
      expect(canonicalState(state)).toBe(canonicalJson(state as unknown as Json));
    }),
  );
});

it('shows the request that took the place of another', () => {
  const [before, after]: PurgeRequest[] = [aRequest(), aRequest({ version: 2, state: 'rejected' })];
  const holding = (request: PurgeRequest): State => ({ ...stateOf([], {}), requests: { [request.id]: request } });
  expect(canonicalState(holding(before!))).not.toContain('rejected');
  expect(canonicalState(holding(after!))).toBe(canonicalJson(holding(after!) as unknown as Json));
});

import { expect, it } from 'vitest';
import { roleRefusal } from '../../src/flow/role.js';

it.each([
  [{ ok: true }, null],
  [
    { ok: false, cause: 'refused', status: 403 },
    { reason: 'role-refused', status: 403 },
  ],
  [
    { ok: false, cause: 'not-signed-in', status: null },
    { reason: 'role-refused', status: null },
  ],
  [{ ok: false, cause: 'unreachable', status: 503 }, { reason: 'role-unknown' }],
  [{ ok: false, cause: 'unreachable', status: 429 }, { reason: 'role-unknown' }],
  [{ ok: false, cause: 'unreachable', status: null }, { reason: 'role-unknown' }],
] as const)('%j: only what Webex says of the role counts against it', (probe, refusal) => {
  expect(roleRefusal(probe)).toEqual(refusal);
});

import type { Hold, RemovedHold } from '../../src/model.js';
import { OLIVIA, OSCAR } from './requests.js';

/** A hold on a person that Olivia gave; change what the test is about. */
export function aHold(changes: Partial<Hold> = {}): Hold {
  return {
    who: 'ann@example.com',
    kind: 'person',
    personId: 'person-ann',
    email: 'ann@example.com',
    name: 'Ann Archer',
    reason: 'case 7',
    by: OLIVIA,
    at: '2026-11-20T09:00:00.000Z',
    ...changes,
  };
}

export function aRemovedHold(changes: Partial<RemovedHold> = {}): RemovedHold {
  return { ...aHold(), removed: { by: OSCAR, at: '2026-11-22T09:00:00.000Z' }, ...changes };
}

export const SPACE_HOLD: Hold = aHold({
  who: 'room-9',
  kind: 'space',
  personId: null,
  email: null,
  name: null,
  reason: null,
});

export const UNRESOLVED: Hold = aHold({
  who: 'gone@example.com',
  kind: 'unresolved',
  personId: null,
  email: 'gone@example.com',
  name: null,
});

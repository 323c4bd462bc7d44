import type { Disk } from './disk.js';
import type { Sent } from './life.js';
import { OFFICERS } from './org.js';
import type { FakeSpace } from './space.js';

/** Every click of an officer that asks or decides is owed something that the space sees, unless the way there is in trouble. */
export function countAnswers({ space, disk }: { space: FakeSpace; disk: Disk }) {
  let owed = 0;
  let before = 0;
  let troubleBefore = 0;
  const trouble = (): number => space.trouble.failed + disk.refused;
  const forgive = (): void => {
    owed = 0;
    before = space.activity();
    troubleBefore = trouble();
  };
  return {
    owe: ({ personId, inputs }: Sent): void => {
      if (OFFICERS.some(({ id }) => id === personId) && inputs['action'] !== 'stop') owed += 1;
    },
    forgive,
    missing: (): number => {
      const missing = owed - (space.activity() - before);
      const inTrouble = trouble() > troubleBefore;
      forgive();
      return inTrouble ? 0 : Math.max(0, missing);
    },
  };
}

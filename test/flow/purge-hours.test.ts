import { describe, expect, it } from 'vitest';
import { opensAt, parsePurgeHours } from '../../src/flow/purge-hours.js';
import { OLIVIA, OSCAR } from '../support/requests.js';
import { createWorld, type World } from '../support/world.js';

/** In Berlin the clock goes back an hour on Sunday 25 October 2026 and forward on 28 March 2027. */
const BERLIN = 'Europe/Berlin';
const HOUR_MS = 3_600_000;

describe('PURGE_HOURS', () => {
  it.each([
    ['Mon-Fri 08:00-18:00', 'UTC', '2026-11-24T12:00:00Z', null],
    ['Mon-Fri 08:00-18:00', 'UTC', '2026-11-24T18:00:00Z', '2026-11-25T08:00:00.000Z'],
    ['Mon-Fri 08:00-18:00', 'UTC', '2026-11-27T20:00:00Z', '2026-11-30T08:00:00.000Z'],
    ['Mon-Fri 08:00-18:00', BERLIN, '2026-11-24T06:59:59Z', '2026-11-24T07:00:00.000Z'],
    ['Mon-Fri 08:00-18:00', BERLIN, '2026-10-23T20:00:00Z', '2026-10-26T07:00:00.000Z'],
    ['Sun 08:00-18:00', BERLIN, '2027-03-27T12:00:00Z', '2027-03-28T06:00:00.000Z'],
    // At 2 the clock says 3: what begins between is open then, at 1 by Webex's time.
    ['Sun 02:30-05:00', BERLIN, '2027-03-28T00:00:00Z', '2027-03-28T01:00:00.000Z'],
    ['Sun 02:30-05:00', BERLIN, '2027-03-28T01:00:00Z', null],
    ['Fri-Mon 22:00-06:00', 'UTC', '2026-11-24T05:59:00Z', null],
    ['Fri-Mon 22:00-06:00', 'UTC', '2026-11-24T06:00:00Z', '2026-11-27T22:00:00.000Z'],
    ['Sat 00:00-24:00', 'UTC', '2026-11-28T23:59:59Z', null],
  ])('%s in %s, seen at %s, begin at %s', (text, timeZone, now, opens) => {
    const at = opensAt(parsePurgeHours(text, timeZone), Date.parse(now));
    expect(at === null ? null : new Date(at).toISOString()).toBe(opens);
  });

  it('keep an approved run waiting, after a restart too, and let it go on by itself', async () => {
    const purgeHours = parsePurgeHours('Mon-Fri 08:00-10:00', 'UTC');
    const world = createWorld({ purgeHours, typedApproval: true });
    await world.say(OLIVIA, 'purge 30d');
    await world.settle();
    const [request] = await world.store.all();
    await world.say(OSCAR, `approve ${request!.id}`);
    await pass(world, HOUR_MS);
    expect((await world.store.get(request!.id))?.state).toBe('running');
    await expect.poll(() => world.said.map(({ notice }) => notice.kind)).toContain('run-waits');

    await world.workflow.stop();
    const again = world.restarted();
    await again.workflow.catchUp();
    const opens = opensAt(purgeHours, again.clock.now())!;
    while (again.clock.now() < opens) {
      expect(again.deletions).toEqual([]);
      await pass(again, Math.min(HOUR_MS, opens - again.clock.now()));
    }
    await expect.poll(() => again.deletions.toSorted()).toEqual(['due-0', 'due-1', 'due-2']);
  });
});

async function pass(world: World, ms: number): Promise<void> {
  await world.settle();
  world.clock.advance(ms);
  await world.settle();
}

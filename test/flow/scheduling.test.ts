import { describe, expect, it } from 'vitest';
import type { Asked } from '../../src/flow/asking.js';
import type { Parts } from '../../src/flow/parts.js';
import { createScheduling } from '../../src/flow/scheduling.js';
import { createTimetable } from '../../src/flow/timetable.js';
import type { Notice, Refusal } from '../../src/model.js';
import type { Probe } from '../../src/ports.js';
import { manualClock, memoryAudit, memoryFacts, memoryRequests } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';
import { aRequest, OLIVIA, OSCAR, sessionOf } from '../support/requests.js';

const DAY = 86_400_000;
const REFUSED: Probe = { ok: false, cause: 'refused', status: 403 };
const UNREACHABLE: Probe = { ok: false, cause: 'unreachable', status: null };

/** A day before three o'clock, with two officers signed in whose tokens work. */
function sceneOf() {
  const clock = manualClock('2026-11-24T12:00:00.000Z');
  const [facts, store, audit] = [memoryFacts(), memoryRequests(), memoryAudit(clock)];
  const world = {
    signedIn: [OLIVIA, OSCAR],
    probes: new Map<string, Probe>(),
    refusal: null as Refusal | null,
    asked: [] as Asked[],
    said: [] as (readonly [Notice, string | undefined])[],
    cron: '0 3 * * *',
  };
  const begin = async () => {
    const parts = {
      clock,
      facts,
      store,
      audit,
      log: quietLog,
      officers: [OLIVIA, OSCAR],
      ages: { targetAgeMs: 30 * DAY, horizonAgeMs: 89 * DAY, minAgeMs: 30 * DAY },
      timetable: createTimetable(world.cron, 'UTC'),
      reader: { probe: (id: string) => Promise.resolve(world.probes.get(id) ?? { ok: true }) },
      signIn: {
        sessions: () => Promise.resolve(world.signedIn.map(sessionOf)),
        help: () => ({ loginUrl: 'https://purge.example/login', tunnel: null }),
      },
    } as unknown as Parts;
    const asking = {
      ask: (asked: Asked) => {
        world.asked.push(asked);
        return Promise.resolve(world.refusal);
      },
    } as Parameters<typeof createScheduling>[0]['asking'];
    const showing = {
      say: (notice: Notice, threadOf?: string) => Promise.resolve(void world.said.push([notice, threadOf])),
    } as Parameters<typeof createScheduling>[0]['showing'];
    const scheduling = createScheduling({ parts, asking, showing });
    await scheduling.open();
    return scheduling;
  };
  return { ...world, world, clock, store, audit, begin };
}

const kinds = (said: readonly (readonly [Notice, string | undefined])[]): string[] => said.map(([{ kind }]) => kind);

describe('the schedule', () => {
  it('asks in nobody’s name with the token of an officer that works, and is on record first', async () => {
    const { clock, begin, audit, world } = sceneOf();
    world.probes.set(OLIVIA.id, REFUSED);
    const scheduling = await begin();
    await scheduling.tick([]);
    expect(world.asked).toEqual([]);
    clock.advance(15 * 3_600_000);
    await scheduling.tick([]);
    await scheduling.tick([]);
    expect(world.asked).toHaveLength(1);
    expect(world.asked[0]).toMatchObject({
      kind: 'purge',
      asker: null,
      policy: true,
      scheduled: { slot: '2026-11-25T03:00:00.000Z', late: false, reader: OSCAR.id },
      span: { from: '2026-08-28T03:00:00.000Z', to: '2026-10-26T03:00:00.000Z' },
    });
    expect(audit.lines).toMatchObject([{ type: 'schedule.due', actor: 'schedule', details: { officer: OSCAR.id } }]);
    expect(world.said).toEqual([]);
  });

  it('makes three days of outage good with one scan, and says that it is late', async () => {
    const { clock, begin, world } = sceneOf();
    await begin();
    clock.advance(3 * DAY);
    const restarted = await begin();
    await restarted.tick([]);
    await restarted.tick([]);
    expect(world.asked.map(({ scheduled }) => scheduled)).toMatchObject([
      { slot: '2026-11-27T03:00:00.000Z', late: true },
    ]);
  });

  it('asks for a sign-in once, however long it takes, and begins once somebody has signed in', async () => {
    const { clock, begin, audit, world } = sceneOf();
    world.signedIn = [];
    let scheduling = await begin();
    for (let hour = 0; hour < 48; hour++) {
      clock.advance(3_600_000);
      if (hour === 30) scheduling = await begin();
      await scheduling.tick([]);
    }
    expect(kinds(world.said)).toEqual(['schedule-waiting']);
    expect(audit.lines.map(({ type }) => type)).toEqual(['schedule.waiting']);
    expect(world.asked).toEqual([]);

    world.signedIn = [OSCAR];
    clock.advance(60_000);
    await scheduling.tick([]);
    expect(world.asked.map(({ scheduled }) => scheduled)).toMatchObject([{ late: true, reader: OSCAR.id }]);
  });

  it('waits through an outage without a word', async () => {
    const { clock, begin, world } = sceneOf();
    for (const { id } of [OLIVIA, OSCAR]) world.probes.set(id, UNREACHABLE);
    const scheduling = await begin();
    clock.advance(DAY);
    await scheduling.tick([]);
    expect(world.said).toEqual([]);
    world.probes.clear();
    clock.advance(60_000);
    await scheduling.tick([]);
    expect(world.asked).toHaveLength(1);
  });

  it('reminds of an open request under its card instead of asking again', async () => {
    const { clock, begin, audit, world } = sceneOf();
    const scheduling = await begin();
    clock.advance(DAY);
    const open = aRequest();
    await scheduling.tick([open]);
    await scheduling.tick([open]);
    expect(world.asked).toEqual([]);
    expect(world.said).toEqual([
      [{ kind: 'schedule-skipped', slot: '2026-11-25T03:00:00.000Z', open }, open.card?.messageId],
    ]);
    expect(audit.lines).toMatchObject([{ type: 'schedule.skipped', details: { reason: `open: ${open.id}` } }]);
  });

  it('says why a scan was refused, and waits for the next time', async () => {
    const { clock, begin, world } = sceneOf();
    world.refusal = { reason: 'queue-full', waiting: 5 };
    const scheduling = await begin();
    clock.advance(DAY);
    await scheduling.tick([]);
    await scheduling.tick([]);
    expect(world.asked).toHaveLength(1);
    expect(world.said[0]?.[0]).toMatchObject({ kind: 'schedule-skipped', refusal: { reason: 'queue-full' } });
  });

  it('stays paused over a restart, and after resuming makes nothing of the pause good', async () => {
    const { clock, begin, audit, world } = sceneOf();
    await (await begin()).pause(OLIVIA);
    clock.advance(2 * DAY);
    const restarted = await begin();
    await restarted.tick([]);
    await restarted.resume(OSCAR);
    await restarted.tick([]);
    expect(world.asked).toEqual([]);
    expect(audit.lines.map(({ type, actor }) => [type, actor])).toEqual([
      ['schedule.paused', OLIVIA.id],
      ['schedule.resumed', OSCAR.id],
    ]);
    clock.advance(DAY);
    await restarted.tick([]);
    expect(world.asked).toHaveLength(1);
    expect(kinds(world.said)).toEqual(['schedule', 'schedule']);
  });

  it('makes nothing of the past good after SCHEDULE was changed', async () => {
    const { clock, begin, world } = sceneOf();
    await begin();
    clock.advance(3 * DAY);
    world.cron = '0 4 * * *';
    await (await begin()).tick([]);
    expect(world.asked).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { Halt } from '../../src/flow/halt.js';
import type { LedgerLine, StopCause } from '../../src/model.js';
import { OLIVIA, OSCAR } from '../support/requests.js';
import { runWorld, type RunWorld } from './run-world.js';

function causeOf(ended: unknown): StopCause {
  expect(ended).toBeInstanceOf(Halt);
  return (ended as Halt).cause;
}

function outcomes(lines: readonly LedgerLine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of lines) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function timesAsked(steps: readonly string[], id: string): number {
  return steps.filter((step) => step === `delete ${id}`).length;
}

describe('a run', () => {
  it('writes every intent before its DELETE, and asks for each message once', async () => {
    const { run, steps, lines } = runWorld({ answers: () => 204 });
    expect(await run(1_000)).toBe('done');
    expect(outcomes(lines)).toEqual({ deleted: 1_000 });
    for (let i = 0; i < 1_000; i += 1) {
      const [intended, asked] = [steps.indexOf(`intend m${i} ${OSCAR.id}`), steps.indexOf(`delete m${i}`)];
      expect(intended).toBeGreaterThanOrEqual(0);
      expect(asked).toBeGreaterThan(intended);
      expect(timesAsked(steps, `m${i}`)).toBe(1);
    }
  });

  it('begins the next messages while earlier ones are not answered yet', async () => {
    const { run, steps, clock, lines } = runWorld({
      answers: (id, _, tries) => (id === 'm0' && tries < 8 ? 503 : 204),
    });
    const began = clock.now();
    expect(await run(500)).toBe('done');
    expect(lines.at(-1)).toMatchObject({ message_id: 'm0', outcome: 'deleted', attempts: 8 });
    expect(lines).toHaveLength(500);
    expect(timesAsked(steps, 'm0')).toBe(8);
    expect(clock.now() - began).toBeLessThan(70_000);
  });

  it.each([
    [502, 'failed', 8],
    [423, 'locked', 8],
    [null, 'failed', 8],
    [403, 'denied', 1],
    [410, 'already-gone', 1],
    [404, 'already-gone', 1],
    [400, 'failed', 1],
  ] as const)(
    'tries a message that Webex answers with %s as often as it may help',
    async (status, outcome, attempts) => {
      const { run, lines, clock, told } = runWorld({ answers: (id) => (id === 'm7' ? status : 204) });
      const began = clock.now();
      // Others succeed all the time, so that it is the message that fails.
      expect(await run(300)).toBe('done');
      expect(lines.find(({ message_id }) => message_id === 'm7')).toMatchObject({ outcome, attempts });
      expect(outcomes(lines)['deleted']).toBe(299);
      if (attempts === 8) expect(clock.now() - began).toBeGreaterThanOrEqual(60_000);
      expect(told).toEqual([]);
    },
  );

  it('keeps what comes under a hold between two tries of it', async () => {
    let looks = 0;
    const keep = (batch: readonly { message_id: string }[]) => {
      looks += 1;
      const held = batch.length === 1 && batch[0]?.message_id === 'm7';
      return Promise.resolve(new Map(held ? [['m7', 'case 7']] : []));
    };
    const { run, lines, steps } = runWorld({ answers: (id) => (id === 'm7' ? 502 : 204), job: { keep } });
    expect(await run(80)).toBe('done');
    expect(timesAsked(steps, 'm7')).toBe(1);
    expect(lines.find(({ message_id }) => message_id === 'm7')).toMatchObject({
      outcome: 'held',
      reason: 'case 7',
      http_status: 502,
      attempts: 1,
    });
    expect(looks).toBe(3);
    expect(outcomes(lines)).toEqual({ deleted: 79, held: 1 });
  });

  it('keeps what comes under a hold while an outage is waited out, whether it was tried before or not', async () => {
    let down = true;
    let batches = 0;
    let asked = 0;
    const world: RunWorld = runWorld({
      answers: () => 204,
      probe: () => (down ? { ok: false, cause: 'unreachable', status: null } : { ok: true }),
      job: {
        deleter: {
          delete: async () => {
            asked += 1;
            await until(() => batches === 2);
            return { status: down ? null : 204, attempts: 1, trackingId: null, reason: null };
          },
        },
        keep: async (batch) => {
          // The second batch is looked at before the outage, and begun in it.
          if (batch.length > 1 && ++batches === 2) await until(() => world.told.includes('outage'));
          return new Map(down ? [] : batch.map((one) => [one.message_id, 'case 7'] as const));
        },
      },
    });
    const ended = world.run(50);
    await until(() => world.steps.length === 50);
    down = false;
    expect(await ended).toBe('done');
    expect(asked).toBe(40);
    expect(outcomes(world.lines)).toEqual({ held: 50 });
  });

  it('keeps what is held at the last moment, and says why', async () => {
    const keep = (batch: readonly { message_id: string }[]) =>
      Promise.resolve(new Map(batch.some(({ message_id }) => message_id === 'm3') ? [['m3', 'case 7']] : []));
    const { run, lines, steps } = runWorld({ answers: () => 204, job: { keep } });
    expect(await run(50)).toBe('done');
    expect(lines.find(({ message_id }) => message_id === 'm3')).toMatchObject({
      outcome: 'held',
      reason: 'case 7',
      attempts: 0,
    });
    expect(steps.filter((step) => step.includes('m3 ') || step.endsWith(' m3'))).toEqual([]);
    expect(outcomes(lines)).toEqual({ deleted: 49, held: 1 });
  });
});

describe('the breaker', () => {
  it('stops after five refusals in a row', async () => {
    const { run, lines } = runWorld({ answers: (id) => (Number(id.slice(1)) >= 50 ? 403 : 204) });
    expect(causeOf(await run(400))).toMatchObject({ kind: 'refusals', status: 403 });
    expect(lines.length).toBeLessThan(180);
  });

  it('goes on where refusals do not follow one another', async () => {
    const { run, lines } = runWorld({ answers: (id) => (Number(id.slice(1)) % 30 === 0 ? 403 : 204) });
    expect(await run(400)).toBe('done');
    expect(outcomes(lines)).toEqual({ deleted: 386, denied: 14 });
  });

  it('stops where more than one in twenty of the last 200 fails for good', async () => {
    const { run, lines } = runWorld({ answers: (id) => (Number(id.slice(1)) % 15 === 0 ? 400 : 204) });
    expect(causeOf(await run(2_000))).toEqual({ kind: 'failures', failed: 14, of: 200 });
    expect(lines.length).toBeLessThan(330);
  });

  it('stops where Webex has twenty in a row not, which nobody deleted', async () => {
    const asked: string[][] = [];
    const explain = (ids: readonly string[]) => {
      asked.push([...ids]);
      return Promise.resolve(new Set<string>());
    };
    const { run } = runWorld({ answers: () => 404, job: { explain } });
    const cause = causeOf(await run(1_000));
    expect(cause.kind).toBe('not-found');
    expect(asked).toHaveLength(1);
    expect(asked[0]!.length).toBeGreaterThanOrEqual(20);
  });

  it('goes on where a `deleted` event explains them', async () => {
    const { run, lines } = runWorld({
      answers: () => 404,
      job: { explain: (ids) => Promise.resolve(new Set(ids)) },
    });
    expect(await run(300)).toBe('done');
    expect(outcomes(lines)).toEqual({ 'already-gone': 300 });
  });
});

describe('an outage', () => {
  it('is waited out, told once, and costs no message', async () => {
    let down = true;
    const world = runWorld({
      answers: (id) => (down && Number(id.slice(1)) >= 100 ? null : 204),
      probe: () => (down ? { ok: false, cause: 'unreachable', status: null } : { ok: true }),
    });
    const began = world.clock.now();
    const going = world.run(600);
    void until(() => world.clock.now() - began > 600_000).then(() => (down = false));
    expect(await going).toBe('done');
    expect(outcomes(world.lines)).toEqual({ deleted: 600 });
    expect(world.told).toEqual(['outage', 'back']);
  });

  it('is also found by the last message that fails alone', async () => {
    let down = true;
    const world = runWorld({
      answers: () => (down ? 503 : 204),
      probe: () => (down ? { ok: false, cause: 'unreachable', status: 503 } : { ok: true }),
    });
    const going = world.run(1);
    void until(() => world.told.includes('outage')).then(() => (down = false));
    expect(await going).toBe('done');
    expect(world.lines).toMatchObject([{ outcome: 'deleted' }]);
    expect(world.told).toEqual(['outage', 'back']);
  });

  it('ends with a stop', async () => {
    const world = runWorld({
      answers: () => 503,
      probe: () => ({ ok: false, cause: 'unreachable', status: 503 }),
    });
    const going = world.run(100);
    void until(() => world.told.includes('outage')).then(() => world.halting.abort(new Halt({ kind: 'stop-file' })));
    expect(causeOf(await going)).toEqual({ kind: 'stop-file' });
    expect(world.told).toEqual(['outage']);
  });

  it('stops the run where it cannot be recorded', async () => {
    const { run, steps } = runWorld({ answers: () => 503, job: { outage: failingOutage() } });
    expect(await run(100)).toMatchObject({ message: 'the audit is full' });
    expect(steps.filter((step) => step.startsWith('delete'))).toEqual([]);
  });
});

describe('several officers', () => {
  it('share the work', async () => {
    const { run, lines } = runWorld({ answers: () => 204, officers: [OLIVIA, OSCAR] });
    expect(await run(400)).toBe('done');
    expect(lines.filter(({ by }) => by === OSCAR.id).length).toBeGreaterThan(100);
    expect(lines.filter(({ by }) => by === OLIVIA.id).length).toBeGreaterThan(100);
  });

  it('go on without one whose role is gone', async () => {
    const { run, lines, told } = runWorld({
      answers: (_, officer) => (officer === OSCAR.id ? 403 : 204),
      officers: [OLIVIA, OSCAR],
      probe: ({ id }) => (id === OSCAR.id ? { ok: false, cause: 'refused', status: 403 } : { ok: true }),
    });
    expect(await run(400)).toBe('done');
    expect(told).toEqual([`left ${OSCAR.id}`]);
    const ofOscar = lines.filter(({ by }) => by === OSCAR.id);
    expect(ofOscar.every(({ outcome }) => outcome === 'denied')).toBe(true);
    expect(ofOscar.length).toBeLessThanOrEqual(120);
  });

  it('stop where the one who is refused still holds the role', async () => {
    const { run } = runWorld({
      answers: (_, officer) => (officer === OSCAR.id ? 403 : 204),
      officers: [OLIVIA, OSCAR],
    });
    expect(causeOf(await run(400))).toMatchObject({ kind: 'refusals' });
  });
});

describe('the role', () => {
  const slow = (clock: { advance(ms: number): void }) => () => {
    clock.advance(1_600);
    return Promise.resolve();
  };

  it('is probed when nothing was deleted for a minute', async () => {
    let probes = 0;
    const world = runWorld({
      answers: () => 410,
      probe: () => {
        probes += 1;
        return { ok: true };
      },
      job: { mayGoOn: () => slow(world.clock)() },
    });
    expect(await world.run(4_000)).toBe('done');
    expect(probes).toBe(2);
  });

  it('stops the run when it is gone', async () => {
    const world = runWorld({
      answers: () => 410,
      probe: () => ({ ok: false, cause: 'refused', status: 403 }),
      job: { mayGoOn: () => slow(world.clock)() },
    });
    expect(causeOf(await world.run(4_000))).toEqual({ kind: 'no-executor' });
    expect(world.lines.length).toBeLessThan(4_000);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function failingOutage() {
  const failed = Promise.reject(new Error('the audit is full'));
  failed.catch(() => undefined);
  return {
    see: () => undefined,
    over: () => failed,
    isSuspected: () => Promise.resolve(false),
    begin: () => undefined,
    count: () => 1,
  };
}

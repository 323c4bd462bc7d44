import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { verifyAudit } from '../../src/operate/audit-verify.js';
import { setScene } from '../story/scene.js';
import { clockFileOf, COMMAND, live, memoryOf, type Day } from './days.js';

/** `npm test` lives these; `npm run test:soak` ten. */
const QUICK_DAYS = 2;
const DAYS = Number(process.env['SOAK_DAYS'] ?? QUICK_DAYS);

const folder = mkdtempSync(join(tmpdir(), 'purge-bot-soak-'));
const clockFile = clockFileOf(folder);
writeFileSync(clockFile, '0');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Killed on the first day and ended in order on the fourth; on every third somebody says no. */
function dayOf(number: number): Day {
  return { number, approved: number % 3 !== 0, end: number === 1 ? 'SIGKILL' : number === 4 ? 'SIGTERM' : null };
}

describe(`${String(DAYS)} days by the schedule, with trouble every day`, { timeout: 120_000 * DAYS }, () => {
  const scene = setScene({
    simulator: { seed: 5, people: 40, messages: 2_000, days: 120, accessTokenSeconds: 100_000 },
    command: COMMAND,
    env: {
      SOAK_CLOCK: clockFile,
      SCHEDULE: '0 3 * * *',
      SELF_APPROVAL: 'true',
      CANARY_SIZE: '5',
      CHECK_EVENTS_FROM_AGE: '60d',
      PURGE_HOURS: '',
    },
  });

  afterAll(
    () => process.env['SOAK_LOG'] === undefined || writeFileSync(process.env['SOAK_LOG'], scene.stage.bot.output()),
  );
  test('every due message of every approved run is gone, nothing else is, and the bot is as it was', async () => {
    const due: string[] = [];
    let afterFirst = 0;
    for (let number = 1; number <= DAYS; number++) {
      due.push(...(await live(scene, dayOf(number), clockFile)).due);
      if (number === 1) afterFirst = await memoryOf(scene);
    }
    const { stage } = scene;
    const deleted = (await stage.webex.messages({ roomType: 'direct', deleted: true })).filter(({ deletedVia }) =>
      String(deletedVia).includes('compliance'),
    );
    expect(due.length).toBeGreaterThan(0);
    expect(new Set(deleted.map(({ id }) => id))).toEqual(new Set(due));

    const memory = await memoryOf(scene);
    process.stdout.write(
      `\n${String(DAYS)} days: ${String(due.length)} deleted, memory ${megabytes(afterFirst)} after the first, ${megabytes(memory)} at the end\n`,
    );
    expect(memory).toBeLessThanOrEqual(1.2 * afterFirst);
    expect(stage.bot.output()).not.toMatch(/unhandled|^\s+at .*\.js:\d+/im);
    stage.bot.signal('SIGTERM');
    expect(await stage.bot.ended()).toBe(0);
    expect(await verifyAudit(stage.dataDir)).toMatchObject({ ok: true });
  });
});

function megabytes(bytes: number): string {
  return `${String(Math.round(bytes / 1024 / 1024))} MB`;
}

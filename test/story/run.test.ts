import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene, type Scene } from './scene.js';

/** Olivia asks, Oscar approves. */
async function approved({ space, stage }: Scene): Promise<string> {
  await space.say(stage.org.officers[0], 'purge 30d');
  const card = await space.hears('the card', hasCard);
  await space.click(stage.org.officers[1], card, { button: 'Approve' });
  return String(buttonsOf(card).get('Approve')?.['id']);
}

function rowsOf(report: SeenMessage): Record<string, string>[] {
  return parse<Record<string, string>>(report.files?.[0]?.text ?? '', { columns: true });
}

const hasFile = ({ files = [] }: SeenMessage): boolean => files.length > 0;

describe('a rehearsal', { timeout: 180_000 }, () => {
  const scene = setScene({ env: { REHEARSAL: 'true' } });

  test('plays the whole way, says so first, and sends no DELETE', async () => {
    const { space, stage } = scene;
    const id = await approved(scene);
    const report = await space.hears('the report', hasFile, 60_000);
    const rows = rowsOf(report);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ outcome, reason }) => `${String(outcome)}: ${String(reason)}`))).toEqual(
      new Set(['not-attempted: rehearsal']),
    );
    expect(await stage.webex.deletions()).toEqual([]);
    const about = (await space.messages()).filter(({ markdown = '' }) => markdown.includes(id));
    expect(about.filter(hasCard).length).toBeGreaterThan(0);
    for (const { markdown } of about) expect(markdown?.split('\n')[0]).toContain('REHEARSAL: ');
    for (const message of about.filter(hasCard))
      expect(JSON.stringify(message.attachments)).toMatch(/"text":"REHEARSAL: /);
  });
});

describe('a stop while the deletions are being confirmed', { timeout: 180_000 }, () => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 800, deletedEventDelayMs: 9_000 },
    env: { CANARY_SIZE: '0' },
  });

  test('ends the looking only, and `report ID` reads again what was open', async () => {
    const { space, stage } = scene;
    const id = await approved(scene);
    await expect
      .poll(
        async () => {
          await space.say(stage.org.officers[0], 'status');
          return (await space.hears('the status', () => true)).markdown ?? '';
        },
        { timeout: 20_000, interval: 300 },
      )
      .toMatch(/checking the deletions against/);
    await space.say(stage.org.member, `stop ${id}`);
    const report = await space.hears('the report', hasFile, 60_000);
    expect(report.markdown).toContain(`${id}: completed`);
    expect(new Set(rowsOf(report).map(({ outcome, verified }) => `${String(outcome)} ${String(verified)}`))).toEqual(
      new Set(['deleted no']),
    );

    await expect
      .poll(
        async () => {
          await space.say(stage.org.officers[0], `report ${id}`);
          const again = await space.hears('the report again', hasFile, 30_000);
          return new Set(rowsOf(again).map(({ verified }) => verified));
        },
        { timeout: 30_000, interval: 1_000 },
      )
      .toEqual(new Set(['yes']));
    const finished = (await auditOf(stage)).filter(({ type }) => type === 'purge.finished');
    expect(finished.length).toBeGreaterThan(1);
    expect(finished.at(-1)?.details['report']).not.toEqual(finished[0]?.details['report']);
  });
});

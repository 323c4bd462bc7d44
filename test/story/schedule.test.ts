import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { expectedDue } from '../../src/demo/expected.js';
import { buttonsOf, hasCard, linesOf } from '../../src/demo/space.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene, type Scene } from './scene.js';

/** CHECK_EVENTS_FROM_AGE. */
const HORIZON_MS = 89 * 86_400_000;

const says = (pattern: RegExp) => (message: SeenMessage) => pattern.test(message.markdown ?? '');

async function signIn({ stage, space }: Scene): Promise<void> {
  await stage.signIn(stage.org.officers[0]);
  await space.hears('the sign-in', says(/signed in\./));
}

/** Card, `status` and metric tell how much of what waits for a decision is soon out of reach, and from when on. */
async function isForewarned({ stage, space }: Scene, card: SeenMessage): Promise<void> {
  const [olivia] = stage.org.officers;
  const told = /these pass out of reach of later scans from (.+?) on: ([\d,]+) messages? by (.+? UTC)/;
  const [, from = '', count = '', by = ''] = told.exec(linesOf(card).join('\n')) ?? [];
  const asked = (await auditOf(stage)).find(({ type }) => type === 'scan.requested');
  const due = await expectedDue(stage.webex, stage.org, asked?.details as { from: string; to: string });
  const outBy = (moment: string): number =>
    due.filter(({ created }) => Date.parse(created) + HORIZON_MS < Date.parse(moment)).length;
  expect(Number(count)).toBe(outBy(by));
  expect(outBy(from)).toBe(0);

  await space.say(olivia, 'status');
  const status = await space.hears('the status', says(/pass out of reach/));
  expect(status.markdown).toContain(
    `${count} messages of these pass out of reach from ${from.slice(0, 'YYYY-MM-DD HH:mm'.length)}`,
  );
  const metrics = await (await request(`${stage.publicUrl}/metrics`)).body.text();
  expect(metrics).toMatch(new RegExp(`^purge_bot_due_messages_passing_out ${count}$`, 'm'));
  expect(metrics).toMatch(/^purge_bot_passing_out_days_left \d/m);
}

describe('a bot that runs by a schedule', { timeout: 180_000 }, () => {
  const scene = setScene(
    { env: { SCHEDULE: '*/2 * * * * *', SCHEDULE_TIMEZONE: 'Europe/Berlin' } },
    { signedIn: false },
  );

  test('asks for a sign-in, scans once there is one, and deletes only what somebody then approves', async () => {
    const { stage, space } = scene;
    const [olivia] = stage.org.officers;
    expect((await space.hears('the question', says(/is due/))).markdown).toContain(`${stage.publicUrl}/login`);
    await signIn(scene);
    const card = await space.hears('the card', hasCard, 60_000);
    expect(linesOf(card).join('\n')).toMatch(/the schedule/);
    expect(linesOf(card).join('\n')).toMatch(/one person alone decides/);
    expect((await auditOf(stage)).find(({ type }) => type === 'scan.requested')?.actor).toBe('schedule');

    const reminder = await space.hears('the reminder', says(/^Reminder/));
    expect(reminder.parentId).toBe(card.id);
    expect((await space.messages()).filter(says(/is due, but no officer/))).toHaveLength(1);

    await isForewarned(scene, card);

    await space.say(olivia, 'schedule pause');
    await space.hears('the pause', says(/paused/));
    stage.bot.signal('SIGTERM');
    expect(await stage.bot.ended()).toBe(0);
    await stage.restart();
    await space.say(olivia, 'schedule');
    await space.hears('that it is still paused', says(/paused/));
    expect(await stage.webex.deletions()).toEqual([]);

    const asked = (await auditOf(stage)).find(({ type }) => type === 'scan.requested');
    const due = await expectedDue(stage.webex, stage.org, asked?.details as { from: string; to: string });
    await space.click(olivia, card, { button: 'Approve' });
    await space.hears('the report', ({ files = [] }) => files.length > 0, 60_000);
    const deleted = (await stage.webex.deletions()).map(({ messageId }) => messageId);
    expect(deleted.toSorted()).toEqual(due.map(({ id }) => id).toSorted());

    await space.say(olivia, 'schedule resume');
    const line = await space.hears('one line of the next scan', says(/nothing to delete/), 60_000);
    expect(buttonsOf(line).size).toBe(0);
  });
});

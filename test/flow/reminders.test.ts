import { describe, expect, it, test } from 'vitest';
import { reminderDue } from '../../src/flow/reminders.js';
import { aRequest, OLIVIA, OSCAR, RULES, summaryOf } from '../support/requests.js';
import { createWorld, place } from '../support/world.js';

const HOUR = 3_600_000;

/** Asked at noon, open for 72 hours. */
const cases: readonly (readonly [string, string, Parameters<typeof reminderDue>[0], string | null])[] = [
  ['before half its time', '2026-11-25T23:59:59.999Z', aRequest(), null],
  ['at half its time', '2026-11-26T00:00:00.000Z', aRequest(), 'half'],
  ['after that', '2026-11-26T13:00:00.000Z', aRequest({ reminded: 'half' }), null],
  ['two hours before its end', '2026-11-27T10:00:00.000Z', aRequest({ reminded: 'half' }), 'last'],
  ['two hours before its end, the first having been missed', '2026-11-27T10:00:00.000Z', aRequest(), 'last'],
  ['after the last', '2026-11-27T11:59:00.000Z', aRequest({ reminded: 'last' }), null],
  ['once it is decided', '2026-11-27T10:00:00.000Z', aRequest({ state: 'approved' }), null],
  [
    'where the cap was lowered and nobody can approve it',
    '2026-11-27T10:00:00.000Z',
    aRequest({ summary: summaryOf(12), rules: { ...RULES, maxMessages: 11 } }),
    null,
  ],
  [
    'of three hours, at half its time',
    '2026-11-27T10:30:00.000Z',
    aRequest({ rules: { ...RULES, approvalTtlMs: 3 * HOUR } }),
    'last',
  ],
  [
    'of three hours, before that',
    '2026-11-27T10:29:59.999Z',
    aRequest({ rules: { ...RULES, approvalTtlMs: 3 * HOUR } }),
    null,
  ],
];

describe('a reminder of an open request', () => {
  test.each(cases)('%s', (_, at, request, reminder) => {
    expect(reminderDue(request, Date.parse(at))).toBe(reminder);
  });

  it('comes twice, once each across restarts, and the last mentions those who can still approve', async () => {
    const world = createWorld();
    await place(world, aRequest());
    const reminders = () => world.said.filter(({ notice }) => notice.kind === 'reminder');
    await world.settle();
    expect(reminders()).toEqual([]);
    world.clock.advance(37 * HOUR);
    await world.settle();
    await world.restarted().settle();
    expect(reminders().map(({ text }) => text.includes('<@'))).toEqual([false]);
    world.clock.advance(33 * HOUR);
    await world.settle();
    await world.restarted().settle();
    expect(reminders()).toHaveLength(2);
    expect(reminders()[1]?.text).toContain(`<@personId:${OSCAR.id}>`);
    expect(reminders()[1]?.text).not.toContain(OLIVIA.id);
    world.clock.advance(3 * HOUR);
    await world.settle();
    expect((await world.store.all())[0]?.state).toBe('expired');
    expect(world.audit.filter(({ type }) => type === 'purge.reminded')).toHaveLength(2);
  });
});

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseCommand } from '../../src/flow/command.js';
import type { Command } from '../../src/model.js';

const DAY = 86_400_000;
const noFilters = { persons: [], domains: [] };

const understood: readonly (readonly [text: string, command: Command])[] = [
  ['help', { kind: 'help' }],
  ['Approve 20261124-ABC', { kind: 'approve', id: '20261124-abc', count: null }],
  ['approve 20261124-abc 1,234', { kind: 'approve', id: '20261124-abc', count: '1,234' }],
  ['', { kind: 'help' }],
  ['  WhoAmI \n', { kind: 'whoami' }],
  ['purge', { kind: 'purge', scope: { window: null, filters: noFilters } }],
  ['PURGE 30d', { kind: 'purge', scope: { window: { kind: 'older-than', ageMs: 30 * DAY }, filters: noFilters } }],
  [
    'purge\u00a02592000',
    { kind: 'purge', scope: { window: { kind: 'older-than', ageMs: 30 * DAY }, filters: noFilters } },
  ],
  [
    'preview 30d..60d',
    {
      kind: 'preview',
      scope: { window: { kind: 'ages', youngerMs: 30 * DAY, olderMs: 60 * DAY }, filters: noFilters },
    },
  ],
  [
    'purge 2026-01-01..2026-02-01',
    {
      kind: 'purge',
      scope: {
        window: { kind: 'dates', from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' },
        filters: noFilters,
      },
    },
  ],
  [
    'purge 2026-01-01T14:00Z..2026-01-01T15:30:15Z',
    {
      kind: 'purge',
      scope: {
        window: { kind: 'dates', from: '2026-01-01T14:00:00.000Z', to: '2026-01-01T15:30:15.000Z' },
        filters: noFilters,
      },
    },
  ],
  [
    'purge 30d person Alice@Example.com person IdOfBob domain @Corp.example',
    {
      kind: 'purge',
      scope: {
        window: { kind: 'older-than', ageMs: 30 * DAY },
        filters: { persons: ['alice@example.com', 'IdOfBob'], domains: ['corp.example'] },
      },
    },
  ],
  [
    'preview domain corp.example',
    { kind: 'preview', scope: { window: null, filters: { persons: [], domains: ['corp.example'] } } },
  ],
  ['list 20261124-abc', { kind: 'list', id: '20261124-abc' }],
  ['reject abc  too   many\npeople', { kind: 'reject', id: 'abc', reason: 'too many people' }],
  ['cancel abc', { kind: 'cancel', id: 'abc', reason: null }],
  ['stop', { kind: 'stop', id: null }],
  ['stop abc', { kind: 'stop', id: 'abc' }],
  ['resume', { kind: 'accept-folder' }],
  ['resume abc', { kind: 'resume', id: 'abc' }],
  ['history', { kind: 'history', count: 5 }],
  ['history 999', { kind: 'history', count: 50 }],
  ['schedule', { kind: 'schedule', act: 'show' }],
  ['Schedule Pause', { kind: 'schedule', act: 'pause' }],
  ['schedule resume', { kind: 'schedule', act: 'resume' }],
  ['List 20261124-ABC', { kind: 'list', id: '20261124-abc' }],
  [
    '\u200epurge\u200b 30d\u202c',
    { kind: 'purge', scope: { window: { kind: 'older-than', ageMs: 30 * DAY }, filters: noFilters } },
  ],
  [`reject abc ${'x'.repeat(5_000)}`, { kind: 'reject', id: 'abc', reason: 'x'.repeat(500) }],
  ['reject abc a\u202eb\u0007c', { kind: 'reject', id: 'abc', reason: 'a b c' }],
  ['hold list', { kind: 'hold', action: 'list' }],
  ['HOLD Add ANN@Example.com', { kind: 'hold', action: 'add', who: 'ann@example.com', reason: null }],
  ['hold add Y2lzY28 case\u202e 7', { kind: 'hold', action: 'add', who: 'Y2lzY28', reason: 'case 7' }],
  [`hold add Y2lzY28 ${'x'.repeat(5_000)}`, { kind: 'hold', action: 'add', who: 'Y2lzY28', reason: 'x'.repeat(500) }],
  ['hold remove ann@example.com', { kind: 'hold', action: 'remove', who: 'ann@example.com' }],
  ['list constructor', { kind: 'list', id: 'constructor' }],
];

const malformed: readonly (readonly [text: string, problem: string])[] = [
  ['purge banana', 'window-unreadable'],
  ['purge 30d..10d', 'window-backwards'],
  ['purge 2026-02-01..2026-01-01', 'window-backwards'],
  ['purge 2026-02-30..2026-03-01', 'window-unreadable'],
  ['purge 30d..60d..90d', 'window-unreadable'],
  ['purge 0d', 'window-unreadable'],
  ['purge -30d', 'window-unreadable'],
  ['purge 30d..', 'window-unreadable'],
  ['purge everything now', 'window-unreadable'],
  ['purge 30d person', 'filter-unreadable'],
  ['purge 30d please', 'filter-unreadable'],
  ['purge 30d person domain corp.example', 'filter-unreadable'],
  ['purge 30d person @alice', 'filter-unreadable'],
  ['purge 30d domain @', 'filter-unreadable'],
  ['purge 30d domain alice@corp.example', 'filter-unreadable'],
  [`purge 30d${' '.repeat(2_000)}domain corp.example`, 'too-many-words'],
  [`purge ${' '.repeat(1_991)}30d..60d`, 'too-many-words'],
  ['list', 'id-missing'],
  ['list ../../etc/passwd', 'id-unreadable'],
  ['list __proto__', 'id-unreadable'],
  ['approve', 'id-missing'],
  ['approve 20261124-abc 12 34', 'too-many-words'],
  ['reject abc', 'reason-missing'],
  ['history many', 'number-unreadable'],
  ['schedule now', 'too-many-words'],
  ['schedule pause 2', 'too-many-words'],
  ['status now', 'too-many-words'],
  ['hold', 'hold-unreadable'],
  ['hold everybody', 'hold-unreadable'],
  ['hold list ann@example.com', 'hold-unreadable'],
  ['hold add', 'hold-unreadable'],
  ['hold add ann@example@com', 'hold-unreadable'],
  ['hold add <ann@example.com>', 'hold-unreadable'],
  [`hold add ${'x'.repeat(400)}`, 'hold-unreadable'],
  ['hold remove', 'hold-unreadable'],
  ['hold remove ann@example.com case 7', 'too-many-words'],
  [`hold remove ann@example.com${' '.repeat(2_000)}case 7`, 'too-many-words'],
];

describe('a command', () => {
  test.each(understood)('%j is understood', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  test.each(malformed)('%j is answered with what is wrong: %s', (text, problem) => {
    expect(parseCommand(text)).toMatchObject({ kind: 'malformed', problem: { kind: problem } });
  });

  test.each(['do not purge anything', 'constructor', 'toString', 'purge30d', 'approved 20261124-abc', '🧹'])(
    '%j is no command',
    (text) => {
      expect(parseCommand(text).kind).toBe('unknown');
    },
  );

  it('is read from any text without failing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((tail) => `purge ${tail}`),
        ),
        (text) => {
          expect(parseCommand(text).kind).toBeTypeOf('string');
        },
      ),
    );
  });
});

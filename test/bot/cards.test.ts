import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCards } from '../../src/bot/cards.js';
import { faultsOf } from '../../src/bot/cards/check.js';
import { parseCommand } from '../../src/flow/command.js';
import type { CardJson } from '../../src/bot/cards/template.js';
import type { CardFace, PurgeRequest, RequestState, Summary } from '../../src/model.js';
import { aRequest, OLIVIA, RULES, summaryOf } from '../support/requests.js';
import { EVIL, faces, foreign, HEAD, PROGRESS } from './notices.js';

const cards = loadCards();
const approvalOf = (request: PurgeRequest): CardJson => cards.fill({ face: 'approval', request, head: HEAD });

/** Every object within a card, itself included. */
function parts(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(parts)];
}

const ofType = (card: CardJson, type: string): Record<string, unknown>[] =>
  parts(card).filter((part) => part['type'] === type);
const buttons = (card: CardJson): unknown[] => ofType(card, 'Action.Submit').map(({ title }) => title);

/** Everything that a summary may hold, at its longest. */
const FULL: Summary = {
  ...summaryOf(10_000_000),
  atMost: 20_000_000,
  people: 1_000_000,
  spaces: 1_000_000,
  busiest: Array.from({ length: 5 }, () => ({ email: '👩‍👩‍👧‍👦'.repeat(30), messages: 1_234_567 })),
  weeks: Array.from({ length: 14 }, (_, n) => ({
    from: new Date(Date.UTC(2026, 5, 1 + 7 * n)).toISOString(),
    messages: n * 1_000_000,
  })),
  leftOut: {
    'already-gone': 1e6,
    filtered: 1e6,
    external: 1e6,
    bot: 1e6,
    'members-unknown': 1e6,
    held: 1e6,
    'in-open-purge': 1e6,
  },
  outside: { messages: 1_000_000, written: 500_000 },
  coverage: {
    holes: Array.from({ length: 20 }, (_, n) => ({
      from: new Date(Date.UTC(2026, 8, 1, n)).toISOString(),
      to: new Date(Date.UTC(2026, 8, 1, n, 30)).toISOString(),
      events: n % 2 === 0 ? ('created' as const) : ('deleted' as const),
    })),
    nothingBefore: '2026-08-26T12:00:00.000Z',
  },
  previous: {
    id: 'p-1',
    finishedAt: '2026-10-01T12:00:00.000Z',
    messages: 4_000_000,
    people: 900_000,
    oldest: '2026-06-01T00:00:00.000Z',
    external: 0,
  },
  forecast: { perSecond: 4.2, basis: 'published', durationMs: 2_381_000_000, endsAt: '2026-12-22T01:00:00.000Z' },
  passing: { from: '2026-11-25T12:00:00.000Z', until: '2026-12-08T12:00:00.000Z', messages: 5_000_000 },
  continues: '20261001-abc123',
};

const EXTREMES: Record<string, PurgeRequest> = {
  'everything at its longest': {
    ...foreign('👩‍👩‍👧‍👦'.repeat(200)),
    summary: FULL,
    approvals: Array.from({ length: 100 }, () => foreign('🦉'.repeat(600)).approvals[0]!),
  },
  'an ordinary one': aRequest(),
  'no messages, no senders': aRequest({ summary: summaryOf(0) }),
  'one message': aRequest({ summary: summaryOf(1) }),
  'ten million': aRequest({ summary: { ...summaryOf(10_000_000), people: 1_000_000, spaces: 1_000_000 } }),
  'names of 200 characters': foreign('Wörd'.repeat(50)),
  'right to left': foreign('\u202Eمرحبا بالعالم שלום'),
  emoji: foreign('👩‍👩‍👧‍👦'.repeat(30)),
  injection: foreign(EVIL),
  'a hundred approvals': aRequest({
    approvals: Array.from({ length: 100 }, () => foreign('x'.repeat(500)).approvals[0]!),
  }),
  'the schedule asked': aRequest({ asker: null, approvals: [], summary: summaryOf(5) }),
};

describe.each(Object.entries(EXTREMES))('with %s', (_, request) => {
  test.each(faces(request).map((card) => [card.face, card] as const))(
    'the %s card is one that Webex draws',
    (__, card) => {
      expect(faultsOf(cards.fill(card))).toEqual([]);
    },
  );
});

describe('names on cards', () => {
  test.each(faces(foreign(EVIL)).map((card) => [card.face, card] as const))(
    'stay out of every markdown part of the %s card',
    (_, card) => {
      const filled = cards.fill(card);
      const markdown = [
        ...ofType(filled, 'TextBlock').map(({ text }) => text),
        ...parts(filled).flatMap(({ facts }) => (Array.isArray(facts) ? (facts as unknown[]) : [])),
      ];
      expect(JSON.stringify(markdown)).not.toMatch(/evil|bold|@all/);
      expect(JSON.stringify(filled)).not.toMatch(/<@|<b>|[\u202a-\u202e\u2066-\u2069]/);
    },
  );

  test('are never taken for a template', () => {
    const filled = JSON.stringify(approvalOf(foreign('${1+1} ${nonce} ${$root.nonce}')));
    expect(filled).toContain('${1+1} ${nonce}');
    expect(filled.split(aRequest().nonce)).toHaveLength(3);
  });
});

describe('the approval card', () => {
  test('shows what the decision is about', () => {
    const leftOut = { ...summaryOf(0).leftOut, external: 1_040, 'already-gone': 12 };
    const shown = JSON.stringify(approvalOf(aRequest({ summary: { ...summaryOf(999), leftOut } })));
    for (const part of [
      '"999"',
      'from 7 people in 4 spaces',
      '2026-08-27 00:00 UTC',
      '2026-10-25 00:00 UTC',
      '2026-08-28 00:00 UTC',
      '2026-10-20 00:00 UTC',
      'alice@example.com',
      '1,040',
      'd'.repeat(64),
      '2026-11-27 12:00 UTC',
      '0 of 1 given',
      OLIVIA.displayName,
      'hidden from their users',
      '15 minutes of grace',
      '123 · abcdef0123456789',
      'Legal holds set in Control Hub',
    ])
      expect(shown).toContain(part);
  });

  test('says what differs from the last purge, how long it takes, what was not read and what passes out of reach', () => {
    const rules = { ...RULES, maxMessages: FULL.messages };
    const shown = JSON.stringify(approvalOf(aRequest({ summary: FULL, rules })));
    for (const part of [
      'COMPARED WITH THE LAST PURGE, 2026-10-01',
      '+6,000,000 (was 4,000,000)',
      '2026-08-28 (was 2026-06-01)',
      'More than double the last purge of the policy (4,000,000 messages)',
      '1,000,000, 500,000 of them from outside',
      '2026-09-01 00:00 UTC to 2026-09-01 00:30 UTC and ',
      'could not be read',
      'before 2026-08-26 12:00 UTC',
      '5,000,000 messages by 2026-12-08',
      'about 27 days 13 hours, at 4.2 messages a second (the rate that Webex publishes)',
      '2026-12-22 01:00 UTC if approved now',
      'dealt with by 20261001-abc123',
    ])
      expect(shown).toContain(part);
  });

  test('shows messages by week as bars, the longest for the most', () => {
    const counts = [0, 1, 600, 1_200];
    const weeks = counts.map((messages, n) => ({
      from: new Date(Date.UTC(2026, 5, 1 + 7 * n)).toISOString(),
      messages,
    }));
    const rows = ofType(approvalOf(aRequest({ summary: { ...FULL, weeks } })), 'TextBlock').map(({ text }) =>
      String(text),
    );
    const bars = rows.filter((text) => /^(█+| )$/u.test(text)).map((text) => text.trim().length);
    const [none, least, half, most] = bars;
    expect(bars).toHaveLength(counts.length);
    expect([none, least, half]).toEqual([0, 1, most! / 2]);
    expect(rows).toContain('1 Jun');
  });

  test('tells of holds and people outside even where there are none', () => {
    const facts = JSON.stringify(approvalOf(aRequest()));
    expect(facts).toContain('{"title":"On hold","value":"0"}');
    expect(facts).toContain('{"title":"External","value":"0"}');
  });

  test('opens with how much, of which window, and until when it must be decided', () => {
    const [opening] = approvalOf(aRequest({ summary: summaryOf(999) }))['body'] as unknown[];
    const said = parts(opening).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
    expect(said).toEqual(
      expect.arrayContaining(['999', '2026-08-27 00:00 UTC to 2026-10-25 00:00 UTC', '2026-11-27 12:00 UTC']),
    );
  });

  test('makes a removed hold that kept some of this list stand out', () => {
    const removed = { who: 'ann@example.com', by: OLIVIA, at: '2026-11-20T09:30:00.000Z' };
    const removedShown = [
      { ...removed, reaches: 3 },
      { ...removed, reaches: 0 },
    ];
    const note = { size: 0, changedAt: null, unresolved: 0, unresolvedShown: [], removed: 2, removedShown };
    const card = approvalOf(aRequest({ summary: { ...summaryOf(5), holds: note } }));
    const runs = ofType(card, 'TextRun').filter(({ text }) => String(text).includes('ann@example.com'));
    expect(runs.map(({ color }) => color)).toEqual(['Warning', 'Default']);
  });

  test('names a first part only where more would follow it, and none in a rehearsal', () => {
    const first = (messages: number, rehearsal = false): boolean =>
      JSON.stringify(approvalOf(aRequest({ rules: { ...RULES, rehearsal }, summary: summaryOf(messages) }))).includes(
        '"First"',
      );
    expect([first(RULES.canarySize), first(RULES.canarySize + 1), first(RULES.canarySize + 1, true)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test.each([
    [10, false],
    [11, true],
  ])('of %i messages after 5 warns: %s', (messages, warns) => {
    const summary = { ...summaryOf(messages), previous: { ...FULL.previous!, messages: 5 } };
    expect(JSON.stringify(approvalOf(aRequest({ summary }))).includes('More than double')).toBe(warns);
  });

  test('carries the request’s id and nonce in its buttons, and nothing else', () => {
    const actions = ofType(approvalOf(aRequest()), 'Action.Submit');
    expect(actions.map(({ title, data }) => [title, data])).toEqual([
      ['Approve', { action: 'approve', id: '20261124-abc123', nonce: 'nonce-of-the-request' }],
      ['Reject', { action: 'reject', id: '20261124-abc123', nonce: 'nonce-of-the-request' }],
    ]);
  });

  test.each([
    [1_000, []],
    [1_001, ['count']],
  ])('of %i messages asks for the number: %j', (messages, expected) => {
    const card = approvalOf(aRequest({ summary: summaryOf(messages) }));
    expect(ofType(card, 'Input.Number').map(({ id }) => id)).toEqual(expected);
    expect(ofType(card, 'Input.Text').map(({ id }) => id)).toEqual(['comment']);
  });

  test('above the cap has nothing to click or type, and says why', () => {
    const card = approvalOf(aRequest({ state: 'over-limit', summary: summaryOf(200_001) }));
    expect(parts(card).filter(({ type }) => /^(Action|Input)\./.test(String(type)))).toEqual([]);
    expect(JSON.stringify(card)).toContain('MAX_MESSAGES (200,000)');
    expect(JSON.stringify(card)).not.toMatch(/IF APPROVED|Starts|Decide by/);
  });

  test('above the cap names the parts that can be asked for, as commands that can be sent as they stand', () => {
    const first = ['2026-09-01T00:00:00.000Z', '2026-09-08T10:15:30.000Z', '2026-09-15T00:00:00.000Z'];
    const split = {
      parts: 5,
      first: first.slice(1).map((to, i) => ({ from: first[i]!, to, messages: 150_000 + i })),
    };
    const filters = { persons: ['ann@example.com'], domains: [] };
    const card = approvalOf(aRequest({ state: 'over-limit', filters, summary: { ...summaryOf(700_000), split } }));
    const commands = ofType(card, 'TextRun')
      .map(({ text }) => String(text))
      .filter((text) => text.startsWith('purge '));
    expect(commands).toEqual([
      'purge 2026-09-01..2026-09-08T10:15:30Z person ann@example.com',
      'purge 2026-09-08T10:15:30Z..2026-09-15 person ann@example.com',
    ]);
    for (const command of commands) expect(parseCommand(command)).toMatchObject({ kind: 'purge' });
    expect(JSON.stringify(card)).toContain('It takes 5 parts');
    expect(JSON.stringify(card)).toContain('3 more');
  });
});

test('a preview that asked for no members shows between which figures the count lies', () => {
  const summary = { ...summaryOf(1_200), atMost: 1_240 };
  expect(JSON.stringify(cards.fill({ face: 'preview', request: aRequest({ summary }) }))).toContain(
    'between 1,200 and 1,240',
  );
});

test('every face has the buttons that may be clicked then', () => {
  const shown = Object.fromEntries(faces(aRequest()).map((card) => [card.face, buttons(cards.fill(card))]));
  expect(shown).toEqual({
    preview: ['Request purge'],
    approval: ['Approve', 'Reject'],
    grace: ['Stop'],
    progress: ['Stop'],
    stopped: ['Resume'],
    closed: [],
  });
});

test.each<[RequestState, string]>([
  ['rejected', 'Rejected'],
  ['expired', 'Expired undecided'],
  ['cancelled', 'Cancelled'],
  ['completed', 'Completed'],
  ['incomplete', 'Ended incomplete'],
])('a card closed as %s says who decided, when and why', (state, title) => {
  const request = foreign('Ann', { state });
  const shown = JSON.stringify(cards.fill({ face: 'closed', request }));
  for (const part of [title, 'Ann', '2026-11-24 13:00 UTC', '2026-11-24 13:30 UTC', '“Ann”'])
    expect(shown).toContain(part);
});

test.each<[RequestState, Partial<PurgeRequest>, RegExp]>([
  ['rejected', { run: null }, /Rejected by .*Nothing was deleted\./],
  ['withdrawn', { run: null }, /Withdrawn by .* in favour of 20261125-abc123.*Nothing was deleted\./],
  ['cancelled', {}, /Cancelled by .*What was deleted before stays deleted/],
  ['incomplete', { ending: null }, /Not attempted.*To try these again, write resume 20261124-abc123/],
  [
    'incomplete',
    { ending: null, rules: { ...RULES, rehearsal: true } },
    /REHEARSAL: .*Rehearsed.*To delete these messages, ask anew/,
  ],
])('a card closed as %s says what that leaves behind', (state, changes, expected) => {
  const ending = { ...foreign('Ann').ending!, replacedBy: '20261125-abc123' };
  const request = foreign('Ann', { state, ending, ...changes });
  expect(JSON.stringify(cards.fill({ face: 'closed', request }))).toMatch(expected);
});

test.each([
  ['purging', true],
  ['outage', false],
  ['verifying', false],
] as const)('a run that is %s has a pace: %s', (phase, hasPace) => {
  const progress = { ...PROGRESS, phase };
  const shown = JSON.stringify(cards.fill({ face: 'progress', request: aRequest(), progress }));
  expect(shown.includes('25 messages a second')).toBe(hasPace);
  expect(shown).not.toContain('Not attempted');
});

test('a card of a stopped run says since when, and how long its approvals hold', () => {
  const request = foreign('Ann', { state: 'stopped' });
  const shown = JSON.stringify(cards.fill({ face: 'stopped', request, progress: PROGRESS }));
  expect(shown).toMatch(/2026-11-24 13:20 UTC.*more than 3 days/);
});

test('the cards of one request differ only where the request does', () => {
  const card: CardFace = { face: 'grace', request: aRequest({ rules: { ...RULES } }) };
  expect(cards.fill(card)).toEqual(cards.fill(structuredClone(card)));
});

describe('at the start', () => {
  async function spoilt(change: (text: string) => string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'cards-'));
    await cp(new URL('../../cards', import.meta.url), folder, { recursive: true });
    const path = join(folder, 'grace.json');
    await writeFile(path, change(await readFile(path, 'utf8')));
    return folder;
  }

  test.each<[string, (text: string) => string, RegExp]>([
    ['no JSON', (text) => text.slice(1), /grace\.json cannot be used/],
    ['a place that nothing fills', (text) => text.replace('${starts}', '${misspelt}'), /nothing fills \$\{misspelt\}/],
    ['a newer version', (text) => text.replace('"1.3"', '"1.5"'), /version/],
    ['an element that 1.3 does not know', (text) => text.replace('"RichTextBlock"', '"Table"'), /Table/],
  ])('a template with %s is refused by name', async (_, change, fault) => {
    const folder = await spoilt(change);
    expect(() => loadCards(folder)).toThrow(fault);
  });
});

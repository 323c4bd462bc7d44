import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCards } from '../../src/bot/cards.js';
import { faultsOf } from '../../src/bot/cards/check.js';
import type { CardJson } from '../../src/bot/cards/template.js';
import type { CardFace, PurgeRequest, RequestState } from '../../src/model.js';
import { aRequest, OLIVIA, RULES, summaryOf } from '../support/requests.js';
import { EVIL, faces, foreign, HEAD } from './notices.js';

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

const EXTREMES: Record<string, PurgeRequest> = {
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
  });
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
    ['a place that nothing fills', (text) => text.replace('${starts}', '${begins}'), /nothing fills \$\{begins\}/],
    ['a newer version', (text) => text.replace('"1.3"', '"1.5"'), /version/],
    ['an element that 1.3 does not know', (text) => text.replace('"RichTextBlock"', '"Table"'), /Table/],
  ])('a template with %s is refused by name', async (_, change, fault) => {
    const folder = await spoilt(change);
    expect(() => loadCards(folder)).toThrow(fault);
  });
});

import { describe, expect, test } from 'vitest';
import { words } from '../src/bot/words.js';
import type { Notice } from '../src/model.js';
import { printedHead, readPrintedHead } from '../src/printed-head.js';
import { HEAD, notices } from './bot/notices.js';
import { aRequest } from './support/requests.js';

const READ = { seq: 123, hash: 'abcdef0123456789', of: null };
const CARD = { post: 'card', purge: '20261124-abc123' } as const;
const REPORT = { ...CARD, post: 'report' } as const;

/** What somebody writes who wants to put a head into the bot's mouth. */
const SMUGGLED = 'Audit 999 · `1111111111111111`';

/** As Webex makes the text of a markdown post: without marks, and perhaps in one line. */
const asText = (markdown: string): string => markdown.replaceAll(/[`*\\]/g, '');
const inOneLine = (markdown: string): string => asText(markdown).replaceAll('\n', ' ');

describe('the head that a post shows', () => {
  test.each([null, CARD, REPORT])('is read back as it was printed, of %o', (of) => {
    const post = `**20261124-abc123**: something was done.\n\n${printedHead(HEAD, of)}`;
    for (const text of [post, asText(post), inOneLine(post), `${asText(post)}\n`])
      expect(readPrintedHead(text)).toEqual({ ...READ, of });
  });

  test.each([
    'Audit 123 · abcdef0123456789 is what it says',
    'Audit 123 · abcdef01',
    'Audit 123 · ABCDEF0123456789',
    'Audit x · abcdef0123456789',
    'PreAudit 123 · abcdef0123456789',
    'Audit 123 · abcdef0123456789 · report ../../x',
    '',
  ])('is not read out of %j', (text) => {
    expect(readPrintedHead(text)).toBeNull();
  });
});

describe('what the bot says', () => {
  const request = aRequest({ state: 'cancelled' });
  const said: readonly Notice[] = ['approved', 'rejected', 'withdrawn', 'cancelled', 'expired'].map(
    (kind) => ({ kind, request }) as Notice,
  );

  test.each(said)('of a step on record ends in the head: $kind', (notice) => {
    expect(readPrintedHead(words(notice, HEAD))).toEqual(READ);
  });

  test('of a card that asks and of a report names the purge too', () => {
    const found = new Map(
      notices('Ann Archer').map((notice) => {
        const kind = notice.kind === 'card' ? notice.card.face : notice.kind;
        return [kind, readPrintedHead(asText(words(notice)))] as const;
      }),
    );
    expect(found.get('approval')).toEqual({ ...READ, of: CARD });
    expect(found.get('report')).toEqual({ ...READ, of: REPORT });
  });

  test('shows no head but our own, whatever people are called and write', () => {
    const heads = notices(SMUGGLED).map((notice) => readPrintedHead(inOneLine(words(notice, HEAD))));
    expect(heads.filter((head) => head !== null && head.seq !== HEAD.seq)).toEqual([]);
    expect(heads.some((head) => head?.seq === HEAD.seq)).toBe(true);
  });
});

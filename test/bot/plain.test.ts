import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fit, MOST_BYTES } from '../../src/bot/words/fit.js';
import { breakable, neutral, plain } from '../../src/bot/words/plain.js';
import { inlineTokens } from './markdown.js';
import { EVIL } from './notices.js';

/** Characters that mean something to markdown, html or Webex, mixed with ordinary ones. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...Array.from('*_`[](){}<>@~|#!&;:/\\-+=.1 a\n\u202e\u200b')), maxLength: 60 }),
);

test('whatever text is put into a sentence stays the same text, without marks, links or html', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const tokens = inlineTokens(`by ${plain(text)} at`);
      expect(tokens.filter(({ type }) => type !== 'text' && type !== 'text_special')).toEqual([]);
      expect(tokens.map(({ content }) => content).join('')).toBe(`by ${neutral(text)} at`);
    }),
    { numRuns: 2_000 },
  );
});

test('mentions, control characters and reading directions do not survive', () => {
  const text = plain(EVIL, 500);
  expect(text).not.toMatch(/<@|<b>|:\/\//);
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(plain('a\u202Eb\tc\r\nd')).toBe('a b c d');
});

test('a name of 200 characters is cut, without breaking one', () => {
  expect(Array.from(neutral('😀'.repeat(200)))).toHaveLength(80);
  expect(neutral('😀'.repeat(200)).isWellFormed()).toBe(true);
});

test('a long word may break on a card, an ordinary address does not change', () => {
  expect(breakable('ann.archer@acme.example')).toBe('ann.archer@acme.example');
  const longest = breakable('W'.repeat(79)).split('\u200b');
  expect(Math.max(...longest.map((part) => part.length))).toBe(20);
  expect(longest.join('')).toBe('W'.repeat(79));
});

test('an answer within the limit is left alone', () => {
  const text = 'a'.repeat(MOST_BYTES);
  expect(fit(text)).toBe(text);
});

test.each(['é', '😀', 'a', '\\*', 'line\n'])('an answer of many %j is cut within the limit and says so', (part) => {
  const cut = fit(part.repeat(8_000));
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(MOST_BYTES);
  expect(Buffer.byteLength(cut)).toBeGreaterThan(MOST_BYTES - 40);
  expect(cut).toMatch(/This answer was cut/);
  expect(cut.isWellFormed()).toBe(true);
  expect(cut).not.toContain('\ufffd');
});

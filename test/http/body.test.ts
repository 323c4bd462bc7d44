import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bodyText, listOf } from '../../src/http/body.js';

/** Longer than what is parsed at once, several times over. */
const LONG = 150_000;

describe('the body of an answer', () => {
  it('is read the same in pieces as in one, whatever stands in the items', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('},{"id":', '"},{"id":"', ']}', '\\"},{\\"id\\":', '{"items":[{"id":'),
    );
    const item = fc.record({ id: nasty, data: fc.oneof(nasty, fc.array(fc.record({ id: nasty, kind: nasty }))) });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 40 }), (items) => {
        const body = JSON.stringify({ items: repeatedTo(LONG, items) });
        expect(itemsOf(Buffer.from(body))).toEqual(itemsIn(body));
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['a list of lists of the same items', (some: string) => `{"items":[{"id":1,"of":[${some}]},{"id":2}]}`],
    ['a list with something behind it', (some: string) => `{"items":[${some}],"missing":[]}`],
    ['two lists', (some: string) => `{"items":[${some}],"items":[{"id":0}]}`],
    ['a list with blanks', (some: string) => `{ "items": [${some}]}\n`],
    ['a list with a byte order mark', (some: string) => `\uFEFF{"items":[${some}]}`],
  ])('is read like any JSON where it is %s', (_what, wrap) => {
    const some = JSON.stringify(repeatedTo(LONG, [{ id: 1, text: 'x'.repeat(500) }])).slice(1, -1);
    const body = wrap(some);
    expect(itemsOf(Buffer.from(body))).toEqual(itemsIn(body.replace('\uFEFF', '')));
  });

  it.each([
    ['a list of its own', (some: string) => `[${some}]`],
    ['an object with other things', (some: string) => `{"people":[${some}]}`],
    ['an object whose items are none', (some: string) => `{"items":{"id":[${some}]}}`],
  ])('has no items where it is %s', (_what, wrap) => {
    const some = JSON.stringify(repeatedTo(LONG, [{ id: 1 }])).slice(1, -1);
    expect(itemsOf(Buffer.from(wrap(some)))).toBeNull();
    expect(itemsOf(Buffer.from(wrap('{"id":1}')))).toBeNull();
  });

  it('is read where it is one piece of very many items, or no good UTF-8', () => {
    const many = `{"items":[{"a":1}${',{}'.repeat(200_000)}]}`;
    expect(itemsOf(Buffer.from(many))).toEqual(itemsIn(many));
    const broken = Buffer.from(JSON.stringify({ items: repeatedTo(LONG, [{ items: 1, text: 'xx' }]) })).map((byte) =>
      byte === 'x'.charCodeAt(0) ? 0xe2 : byte,
    );
    expect(itemsOf(Buffer.from(broken))).toEqual(itemsIn(bodyText(Buffer.from(broken))));
  });

  it.each(['', ',', ',{"id":', '}', ']'])('is refused where it ends in "%s" before the closing bracket', (end) => {
    const some = JSON.stringify(repeatedTo(LONG, [{ id: 1 }])).slice(1, -1);
    const body = Buffer.from(`{"items":[${some}${end}]}`);
    if (end === '') expect(itemsOf(body)).not.toBeNull();
    else expect(() => itemsOf(body)).toThrow(SyntaxError);
  });

  it('is never one long string where it is a list as Webex writes it', () => {
    const items = repeatedTo(LONG, [
      { id: 'a', text: 'Grüße, {"id":1},{"id":2}', files: [{ name: 'b' }, { name: 'c' }] },
    ]);
    const body = Buffer.from(JSON.stringify({ items }));
    const parse = vi.spyOn(JSON, 'parse');
    onTestFinished(() => parse.mockRestore());
    expect(itemsOf(body)).toEqual(items);
    const lengths = parse.mock.calls.map(([text]) => text.length);
    expect(Math.max(...lengths)).toBeLessThan(60_000);
    expect(Math.min(...lengths)).toBeGreaterThan(2);
  });

  it('is left with nothing but what is kept of its items, some of them at a time', () => {
    const kept: string[] = [];
    const parsedBefore = new Set<number>();
    const items = repeatedTo(LONG, [{ id: 'a', text: 'x'.repeat(500) }]);
    const parse = vi.spyOn(JSON, 'parse');
    onTestFinished(() => parse.mockRestore());
    listOf(Buffer.from(JSON.stringify({ items })), (item) => {
      parsedBefore.add(parse.mock.results.length);
      kept.push((item as { id: string }).id);
    });
    expect(kept).toHaveLength(items.length);
    expect(parsedBefore.size).toBeGreaterThan(2);
  });

  it('stays as it came, whether it could be read or not', () => {
    for (const end of ['', ',']) {
      const body = `{"items":[${JSON.stringify(repeatedTo(LONG, [{ id: 'ü' }])).slice(1, -1)}${end}]}`;
      const bytes = Buffer.from(body);
      try {
        itemsOf(bytes);
      } catch {
        // It is only of interest what stands in the bytes now.
      }
      expect(bodyText(bytes)).toBe(body);
    }
  });
});

function itemsOf(body: Buffer): readonly unknown[] | null {
  return listOf(body, (item) => item);
}

function itemsIn(body: string): unknown {
  return (JSON.parse(body) as { items: unknown }).items;
}

/** The items over and over, until their JSON is about so long. */
function repeatedTo<T>(length: number, items: readonly T[]): readonly T[] {
  const times = Math.ceil(length / JSON.stringify(items).length);
  return Array.from({ length: times }, () => items).flat();
}

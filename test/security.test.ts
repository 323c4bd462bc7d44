import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** docs/security.md names a test for each answer: every one of them has to exist, under that very name. */

const text = readFileSync(fileURLToPath(new URL('../docs/security.md', import.meta.url)), 'utf8');

interface Named {
  readonly file: string;
  readonly name: string;
}

/** `[short](../test/file): _one test_; _another test_`. */
function testsIn(markdown: string): readonly Named[] {
  return [...markdown.matchAll(/\]\(\.\.\/(test\/[^)]+)\): ((?:_[^_|]*(?:_[A-Z]+[^_|]*)*_(?:; )?)+)/g)].flatMap(
    ([, file = '', names = '']) => names.split(/(?<=_); (?=_)/).map((name) => ({ file, name: bare(name) })),
  );
}

function bare(name: string): string {
  return name.replace(/^_|_(?:; )?$/g, '');
}

describe('docs/security.md', () => {
  it('names tests for every link to one', () => {
    const linked = [...text.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, file]) => file);
    expect(new Set(testsIn(text).map(({ file }) => file))).toEqual(new Set(linked));
  });

  it.each(testsIn(text))('$file has "$name"', ({ file, name }) => {
    const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
    expect(existsSync(path)).toBe(true);
    const source = readFileSync(path, 'utf8');
    expect(['"', "'", '`'].some((quote) => source.includes(`${quote}${name}${quote}`))).toBe(true);
  });
});

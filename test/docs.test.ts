import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig, VARIABLES } from '../src/config.js';
import { ConfigurationError } from '../src/errors.js';
import { COMMAND_NAMES, parseCommand } from '../src/flow/command.js';
import { createMetrics } from '../src/metrics.js';
import { SCOPES } from '../src/webex/oauth.js';

/** The texts promise what the program holds: names, defaults, commands and links are compared with it. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TEXTS = [...textsIn('.', { recursive: false }), ...textsIn('docs', { recursive: true })];
const README = read('README.md');

function textsIn(folder: string, options: { readonly recursive: boolean }): readonly string[] {
  const names = readdirSync(join(ROOT, folder), { ...options, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** From a heading to the next one. */
function section(title: RegExp): string {
  const found = README.split(/^(?=#{1,4} )/m).find((part) => title.test(part.split('\n', 1)[0] ?? ''));
  if (found === undefined) throw new Error(`README has no heading ${String(title)}`);
  return found;
}

function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, captured = '']) => captured);
}

/** Cells of a table's rows, without its head. */
function rows(text: string): readonly (readonly string[])[] {
  const lines = text.split('\n').filter((line) => /^\s*\|/.test(line));
  return lines
    .filter((line) => !/\|\s*-{3}/.test(line))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
}

/** Names in capitals that stand in code, such as `PORT` or `SELF_APPROVAL=true`. */
function variablesIn(text: string): readonly string[] {
  return [...new Set(all(text, /`([A-Z][A-Z_]{3,})(?:=[^`]*)?`/g))].filter((name) => name !== 'STOP');
}

/** Variables of the tests and of terminals, which the bot itself does not read, and one that it refuses. */
const OF_TOOLS = ['PICTURES', 'CRASH_POINTS', 'NO_COLOR', 'NODE_TLS_REJECT_UNAUTHORIZED'];

/** As `GET /path`, from the web server's own sources. */
function routes(): readonly string[] {
  const sources = readdirSync(join(ROOT, 'src/web')).filter((name) => name.endsWith('.ts'));
  const text = sources.map((name) => read(join('src/web', name))).join('\n');
  return [...text.matchAll(/\.(get|post)\('(\/[a-z]*)'/g)].map(
    ([, method = '', path = '']) => `${method.toUpperCase()} ${path}`,
  );
}

describe('README', () => {
  it('names only variables that are read', () => {
    expect(VARIABLES).toEqual(expect.arrayContaining([...variablesIn(README)]));
  });

  it('lists what is required, and no more', () => {
    const listed = rows(section(/Setting up/)).flatMap(([name = '']) => variablesIn(name));
    expect([...listed].sort()).toEqual([...requiredVariables()].sort());
  });

  it('shows the defaults of .env.example', () => {
    const example = new Map(
      [...read('.env.example').matchAll(/^# ([A-Z_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
    );
    const compared = rows(section(/often changed/)).flatMap(([names = '', defaults = '']) => {
      const shown = all(defaults, /`([^`]+)`/g);
      return variablesIn(names).map((name, i) => ({ name, shown: shown[i], holds: example.get(name) ?? shown[i] }));
    });
    expect(compared.length).toBeGreaterThan(5);
    for (const { name, shown, holds } of compared) expect(`${name}=${String(shown)}`).toBe(`${name}=${String(holds)}`);
  });

  it('has exactly the commands that the bot understands', () => {
    const cells = rows(section(/Everyday commands/)).map(([commands = '']) => commands);
    expect([...new Set(all(cells.join(' '), /`([a-z]+)[^`]*`/g))].sort()).toEqual([...COMMAND_NAMES].sort());
  });

  it('has exactly the scopes that sign-in asks for', () => {
    const scopes = rows(section(/Setting up/)).flatMap(([cell = '']) => all(cell, /`(spark[^`]+)`/g));
    expect(scopes).toEqual(SCOPES);
  });

  it('says how it is tested', () => {
    expect(section(/^## Test$/)).toContain('\n```sh\nnpm ci && npm test\n```\n');
  });
});

describe('docs/operations.md', () => {
  const text = read('docs/operations.md');

  it('names only variables that are read', () => {
    expect(VARIABLES).toEqual(expect.arrayContaining([...variablesIn(text)]));
  });

  it('explains every metric, and no other', async () => {
    const exposed = await createMetrics({ standing: () => Promise.resolve(null), deafForMs: () => 0 }).text();
    const named = all(text, /\b(purge_bot_[a-z_]+)/g);
    expect([...new Set(named)].sort()).toEqual([...all(exposed, /^# TYPE (purge_bot_\w+)/gm)].sort());
  });
});

function requiredVariables(): readonly string[] {
  try {
    loadConfig({});
  } catch (error) {
    if (error instanceof ConfigurationError) return all(error.faults.join('\n'), /^(\w+) is missing/gm);
    throw error;
  }
  return [];
}

/** What an officer would type: optional parts left out, the others filled in. */
function filledIn(command: string): string {
  return command
    .replace(/ \[[^\]]*\]/g, '')
    .replace(/\bID\b/, '20261124-abc123')
    .replace(/\bWHO\b/, 'ann@example.com');
}

/** Commands of the command line, as `npm run` or through a link. */
const COMMAND_LINE = all(read('src/main.ts'), /\.command\('([a-z]+)'\)/g);
/** Names of commands that still lack a word, where the text speaks of the command itself. */
const UNREAD = ['hold', 'hold add', 'hold remove', 'list', 'report', 'reject', 'cancel', 'approve'];
/** Files of npm and of Cisco's sample. */
const OF_OTHERS = ['package.json', 'package-lock.json', 'tokens.json'];
const OF_DATA_FOLDER = /`((?:purges\/ID\/)?[a-z]+\.(?:ndjson|json|csv))`/g;

describe.each(TEXTS)('%s', (path) => {
  const text = read(path);

  it('uses only commands of package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
    const used = [...all(text, /\bnpm run ([\w:-]+)/g), ...all(text, /\bnpm (start|test)\b/g)];
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...used]));
  });

  it('names only variables that are read, or that its tests and tools know', () => {
    expect([...VARIABLES, ...OF_TOOLS]).toEqual(expect.arrayContaining([...variablesIn(text)]));
  });

  it('names only routes that the server has', () => {
    const named = all(text, /`((?:GET|POST) \/(?!events|messages|v1)[a-z]*)/g);
    expect(routes()).toEqual(expect.arrayContaining([...named]));
  });

  it('names only options that the command line has', () => {
    const named = all(text, /npm run (?!bench)[\w:]+ -- (--[a-z]+)/g);
    const known = all(read('src/main.ts'), /'(--[a-z]+)/g);
    expect(known).toEqual(expect.arrayContaining([...named]));
  });

  it('names only options that the bench has', () => {
    const named = all(text, /npm run bench -- ([^`\n]*)/g).flatMap((options) => all(options, /--([a-z]+)/g));
    const known = all(read('bench/main.ts'), /^ {4}([a-z]+): \{ type: /gm);
    expect(known).toEqual(expect.arrayContaining(named));
  });

  it('names only files and pictures that exist', () => {
    const named = [
      ...all(text, /`((?:src|test|docs|cards|bench)\/[\w./-]*)`/g),
      ...all(text, /<img src="([^"]+)"/g).map((picture) => join(dirname(path), picture)),
    ];
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const links = all(text, /\]\((?!https?:|#)([^)#\s]+)/g);
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(path), link)))).toEqual([]);
  });

  it('shows only chat commands that the bot understands', () => {
    const spans = all(text, /(?<!`)`(?:@Purge Bot )?([a-z]+(?: [^`\n]+)?)`(?!`)/g);
    const commands = spans.filter(
      (span) => COMMAND_NAMES.includes(span.split(' ', 1)[0] ?? '') && !UNREAD.includes(span),
    );
    const kinds = commands.map((command) => ({ command, kind: parseCommand(filledIn(command)).kind }));
    expect(kinds.filter(({ kind }) => kind === 'unknown' || kind === 'malformed')).toEqual([]);
  });

  it('names only commands that the command line has', () => {
    const named = all(text, /webex-purge-bot ([a-z]+)/g);
    expect(COMMAND_LINE).toEqual(expect.arrayContaining([...named]));
  });

  it('names only files that the program writes', () => {
    const names = all(text, OF_DATA_FOLDER).map((file) => basename(file));
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const written = sources.filter((file) => file.endsWith('.ts')).map((file) => read(join('src', file)));
    const unknown = names.filter(
      (name) => !OF_OTHERS.includes(name) && !written.some((source) => source.includes(name)),
    );
    expect(unknown).toEqual([]);
  });
});

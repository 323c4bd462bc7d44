import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ID } from './contract/purge-files.js';
import { recordedPurge } from './operate/recorded-purge.js';
import { tempFolder } from './storage/support.js';

/** The command line as a whole: its conventions, which hold for every command. */

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const COMMANDS = ['start', 'init', 'doctor', 'demo', 'evidence', 'audit'];

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Run {
  readonly program?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

async function run(args: readonly string[], { program = MAIN, cwd, env = {}, input = '' }: Run = {}): Promise<Ran> {
  const folder = cwd ?? (await tempFolder());
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env['PATH'], ...env } };
    const child = execFile(program, args, options, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
    child.stdin?.end(input);
  });
}

describe('webex-purge-bot', () => {
  it('--help names every command and the exit codes', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect([...out.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name]) => name)).toEqual([...COMMANDS, 'help']);
    expect(out).toContain('Exit codes: 0');
  });

  it.each([
    [[]],
    [['purge']],
    [['--nope']],
    [['doctor', '--nope']],
    [['evidence']],
    [['audit']],
    [['init', '--set', 'NOBODY=1']],
  ])('%j cannot be read: 2, and how it is used', async (args) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/--help|Usage:/);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('runs by its own name through a link, as npm link makes it', async () => {
    const link = join(await tempFolder(), 'webex-purge-bot');
    await symlink(MAIN, link);
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await run(['--version'], { program: link })).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('start refuses a faulty configuration with every fault, and no stack', async () => {
    const { code, err } = await run(['start']);
    expect(code).toBe(1);
    for (const name of ['WEBEX_BOT_TOKEN', 'ADMIN_ROOM_ID', 'OFFICERS']) expect(err).toContain(`${name} is missing`);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('init writes from piped answers and flags, and leaves what is there', async () => {
    const cwd = await tempFolder();
    const input = ['token', 'room', 'ann@example.com,bob@example.com', 'client', 'secret', ''].join('\n');
    const args = ['init', '--set', 'TARGET_MSG_AGE=30d', '--set', 'GRACE_PERIOD=1m'];
    expect(await run(args, { cwd, input })).toMatchObject({ code: 0, out: expect.stringContaining('fresh') as string });
    const text = await readFile(join(cwd, '.env'), 'utf8');
    expect(text).toMatch(/^GRACE_PERIOD=1m$/m);
    expect(await run(args, { cwd, input })).toMatchObject({
      code: 1,
      err: expect.stringContaining('--revise') as string,
    });
    expect(await readFile(join(cwd, '.env'), 'utf8')).toBe(text);
  });

  it('init --json says what was written, by name, and shows no value', async () => {
    const cwd = await tempFolder();
    const input = ['bot-token', 'room', 'ann@example.com,bob@example.com', 'client', 'a-secret', '', '30d'].join('\n');
    const { code, out, err } = await run(['init', '--json'], { cwd, input });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const told = JSON.parse(out) as { path: string; names: readonly string[] };
    expect(told).toMatchObject({ revised: false, keyMade: true });
    const written = parseEnv(await readFile(told.path, 'utf8'));
    expect([...told.names].sort()).toEqual(Object.keys(written).sort());
    for (const secret of ['bot-token', 'a-secret', written['TOKEN_ENCRYPTION_KEY']]) expect(out).not.toContain(secret);
  });

  it.each([
    ['audit', 'verify'],
    ['evidence', ID],
    ['doctor', ''],
  ])('%s %s answers one JSON object where --json asks for it', async (command, argument) => {
    const env = { DATA_DIR: await recordedPurge('finished') };
    const { out } = await run([command, ...(argument === '' ? [] : [argument]), '--json'], { env });
    expect(JSON.parse(out)).toBeInstanceOf(Object);
  });

  it('paints nothing where no terminal is', async () => {
    const { out } = await run(['doctor']);
    expect(out).toContain('fault');
    expect(out).not.toContain('\u001b');
  });

  it('is what every npm script of a command calls', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    for (const name of ['start', 'init', 'doctor', 'demo', 'evidence', 'audit:verify'])
      expect(scripts[name]).toMatch(new RegExp(`^(exec )?node dist/main.js ${name.replace(':', ' ')}$`));
  });
});

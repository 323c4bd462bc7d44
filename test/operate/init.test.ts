import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { openAnswers } from '../../src/operate/answers.js';
import { initialise, type Initialised, type InitOrder } from '../../src/operate/init.js';
import { QUESTIONS } from '../../src/operate/init-questions.js';
import { tempFolder } from '../storage/support.js';

const ANSWERS = ['bot-token', 'room', 'ann@example.com, bob@example.com', 'client', 'a #secret "quoted"', '', '30d'];
const KEY = Buffer.alloc(32, 1).toString('base64');

/** Answers by piped lines, as a script gives them. */
function init(folder: string, lines: readonly string[], order: Partial<InitOrder> = {}): Promise<Initialised> {
  const input = new PassThrough();
  input.end(lines.map((line) => `${line}\n`).join(''));
  const answers = openAnswers({ input, output: new PassThrough() });
  return initialise({ folder, given: new Map(), revise: false, answers, newKey: () => KEY, ...order });
}

async function envOf(folder: string): Promise<NodeJS.Dict<string>> {
  return parseEnv(await readFile(join(folder, '.env'), 'utf8'));
}

describe('a new .env', () => {
  it('holds every answer and a fresh key, works, and is closed to others', async () => {
    const folder = await tempFolder();
    expect(await init(folder, ANSWERS)).toMatchObject({ revised: false, keyMade: true });
    const env = await envOf(folder);
    expect(env).toMatchObject({
      ...Object.fromEntries(QUESTIONS.map(({ name }, i) => [name, ANSWERS[i] || 'http://localhost:5000'])),
      TOKEN_ENCRYPTION_KEY: KEY,
    });
    expect(loadConfig(env).web.publicUrl).toBe('http://localhost:5000');
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);
  });

  it('does not ask for what is given', async () => {
    const folder = await tempFolder();
    const given = new Map([
      ['OFFICERS', 'ann@example.com'],
      ['SELF_APPROVAL', 'true'],
    ]);
    await init(folder, ANSWERS.toSpliced(2, 1), { given });
    expect(await envOf(folder)).toMatchObject({
      OFFICERS: 'ann@example.com',
      SELF_APPROVAL: 'true',
      CLIENT_ID: 'client',
    });
  });

  it.each([
    ['an answer is wrong', ANSWERS.with(6, 'old'), /TARGET_MSG_AGE is "old"/],
    ['an answer is empty', ANSWERS.with(1, ''), /ADMIN_ROOM_ID is missing/],
    ['one officer is too few', ANSWERS.with(2, 'ann@example.com'), /OFFICERS must list at least 2/],
    ['nobody answers', ANSWERS.slice(0, 3), /CLIENT_ID/],
    ['no quotes hold a value', ANSWERS.with(4, `'"\``), /CLIENT_SECRET cannot be written/],
  ])('is not written where %s', async (_, lines, fault) => {
    const folder = await tempFolder();
    await expect(init(folder, lines)).rejects.toThrow(fault);
    await expect(stat(join(folder, '.env'))).rejects.toThrow('ENOENT');
  });
});

describe('a .env that is there already', () => {
  it('is left as it is, and said to be', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, '.env'), 'MINE=1\n');
    await expect(init(folder, ANSWERS)).rejects.toMatchObject({ code: 'exists' });
    expect(await readFile(join(folder, '.env'), 'utf8')).toBe('MINE=1\n');
  });

  it('is revised on demand: an empty answer keeps what it held, its key and its other values stay', async () => {
    const folder = await tempFolder();
    await init(folder, ANSWERS, { given: new Map([['GRACE_PERIOD', '1m']]) });
    const before = await envOf(folder);
    const lines = [...QUESTIONS.slice(0, -1).map(() => ''), '60d'];
    expect(await init(folder, lines, { revise: true, newKey: () => 'another' })).toMatchObject({ keyMade: false });
    expect(await envOf(folder)).toEqual({ ...before, TARGET_MSG_AGE: '60d' });
  });
});

describe('at a terminal', () => {
  it('a wrong answer is asked for again, and a secret is not shown', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    let shown = '';
    const typed = [...ANSWERS.slice(0, 2), 'ann@example.com', ...ANSWERS.slice(2)];
    output.on('data', (text: Buffer) => {
      shown += text.toString();
      if (/^[A-Z_]+: /.test(text.toString())) setImmediate(() => input.write(`${typed.shift() ?? ''}\r`));
    });
    const answers = openAnswers({ input, output });
    const folder = await tempFolder();
    await initialise({ folder, given: new Map(), revise: false, answers, newKey: () => KEY });
    answers.close();
    expect(shown).toContain('OFFICERS must list at least 2');
    expect(shown).toContain('ann@example.com');
    expect(shown).not.toContain('bot-token');
    expect(await envOf(folder)).toMatchObject({ WEBEX_BOT_TOKEN: 'bot-token', OFFICERS: ANSWERS[2] });
  });

  it.each([
    ['the first', 0],
    ['the last', QUESTIONS.length - 1],
  ])('Ctrl-C at %s question leaves nothing behind', async (_, at) => {
    const folder = await tempFolder();
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    const keys = [...ANSWERS.slice(0, at).map((answer) => `${answer}\r`), '\u0003'];
    output.on('data', (text: Buffer) => {
      if (/^[A-Z_]+: /.test(text.toString())) setImmediate(() => input.write(keys.shift() ?? ''));
    });
    const order = {
      folder,
      given: new Map(),
      revise: false,
      answers: openAnswers({ input, output }),
      newKey: () => KEY,
    };
    await expect(initialise(order)).rejects.toMatchObject({ code: 'unanswered' });
    expect(await readdir(folder)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { UnreachableError } from '../src/errors.js';
import { addToLogContext, inLogContext } from '../src/log-context.js';
import { createLog, type LogSettings } from '../src/log.js';
import { Secret } from '../src/secret.js';

const AT = new Date('2026-11-24T12:00:00Z');

function aLog(settings: Partial<LogSettings> = {}) {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    format: 'json',
    secrets: [],
    now: () => AT,
    write: (line) => void lines.push(line),
    ...settings,
  });
  return { log, lines, entries: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  it('writes one JSON object a line, with the fields of all children', () => {
    const { log, lines } = aLog();
    log.child({ part: 'flow' }).child({ purge: 'p-1' }).info('started', { messages: 3 });
    expect(lines).toEqual([
      '{"at":"2026-11-24T12:00:00.000Z","level":"info","event":"started","part":"flow","purge":"p-1","messages":3}\n',
    ]);
  });

  it('writes readable lines', () => {
    const { log, lines } = aLog({ format: 'text' });
    log.warn('http.failed', { request: 'GET /events', again: true, none: undefined });
    expect(lines).toEqual(['2026-11-24T12:00:00.000Z WARN  http.failed request="GET /events" again=true\n']);
  });

  it('keeps its own three fields, whatever the others are called', () => {
    const { log, entries } = aLog();
    log.info('event', { at: 'never', level: 'none', event: 'other' });
    expect(entries()[0]).toEqual({ at: AT.toISOString(), level: 'info', event: 'event' });
  });

  it.each(['debug', 'info', 'warn', 'error'] as const)('at level %s leaves the lower ones out', (level) => {
    const { log, entries } = aLog({ level });
    const all = ['debug', 'info', 'warn', 'error'] as const;
    for (const one of all) log[one]('said');
    expect(entries().map((entry) => entry['level'])).toEqual(all.slice(all.indexOf(level)));
  });

  it.each(['json', 'text'] as const)('keeps an event on one line in %s', (format) => {
    const { log, lines } = aLog({ format });
    const nasty = 'a\nb\r\u001b[31m\u009b31m\u2028\u202e\u0000';
    log.info(nasty, { name: nasty, [nasty]: { [nasty]: nasty } });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.slice(0, -1)).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('what a line is about', () => {
  it('stands on every line that is written meanwhile, by whichever part', async () => {
    const { log, entries } = aLog();
    const [flow, http] = [log.child({ part: 'flow' }), log.child({ part: 'http' })];
    const work = async (): Promise<void> => {
      flow.info('begun');
      await new Promise(setImmediate);
      http.info('sent', { messages: 3 });
    };
    await Promise.all(['p-1', 'p-2'].map((purge) => inLogContext({ purge }, work)));
    flow.info('idle');
    expect(entries().map(({ purge, event }) => `${String(event)} ${String(purge)}`)).toEqual([
      'begun p-1',
      'begun p-2',
      'sent p-1',
      'sent p-2',
      'idle undefined',
    ]);
  });

  it('may be learnt on the way, and stays with that work', async () => {
    const { log, entries } = aLog();
    await inLogContext({ officer: 'o-1' }, async () => {
      log.info('came');
      await Promise.resolve();
      addToLogContext({ purge: 'p-1' });
      inLogContext({ purge: 'p-2' }, () => log.info('another'));
      log.info('known');
    });
    addToLogContext({ purge: 'nobody' });
    log.info('idle');
    expect(entries().map(({ officer, purge }) => [officer, purge])).toEqual([
      ['o-1', undefined],
      ['o-1', 'p-2'],
      ['o-1', 'p-1'],
      [undefined, undefined],
    ]);
  });
});

describe('errors in the log', () => {
  const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
  const error = new UnreachableError('Webex was not reached', { status: 503, trackingId: 'T-1', cause });

  it('tell name, code, message and cause', () => {
    const { log, entries } = aLog();
    log.error('failed', { error });
    expect(entries()[0]?.['error']).toMatchObject({
      name: 'UnreachableError',
      code: 'unreachable',
      message: 'Webex was not reached',
      trackingId: 'T-1',
      cause: { code: 'ECONNREFUSED', message: 'connect refused' },
    });
    expect(entries()[0]?.['error']).not.toHaveProperty('stack');
  });

  it('tell where they arose at level debug, and where they are our own fault', () => {
    const debug = aLog({ level: 'debug' });
    debug.log.error('failed', { error });
    expect(debug.lines[0]).toContain('log.test.ts');
    const info = aLog();
    info.log.error('failed', { error: new TypeError('x is not a function') });
    expect(info.lines[0]).toContain('log.test.ts');
  });

  it('survive being their own cause', () => {
    const { log, entries } = aLog();
    const own = new Error('round');
    own.cause = own;
    log.error('failed', { nested: [{ own }] });
    expect(entries()).toHaveLength(1);
  });
});

describe('secrets in the log', () => {
  it.each([
    'Authorization: Bearer hush.hush-hush',
    'GET /callback?code=hush&state=hush',
    'https://x.example/#access_token=hush',
    'grant_type=refresh_token&refresh_token=hush&client_secret=hush',
    '{"access_token":"hush","refresh_token": "hush"}',
  ])('are cut out of "%s"', (text) => {
    const { log, lines } = aLog({ format: 'text' });
    log.info(text, {
      request: text,
      list: [text],
      error: new Error(text),
      url: new URL('https://x.example/?code=hush'),
    });
    expect(lines[0]).not.toContain('hush');
  });

  it.each([
    'accessToken',
    'client_secret',
    'Authorization',
    'code',
    'password',
    'set-cookie',
    'apiKey',
    'code_verifier',
  ])('are hidden under %s, at any depth', (name) => {
    const { log, lines } = aLog();
    log.info('said', { [name]: 'hush', deep: [{ [name]: { inner: 'hush' } }] });
    expect(lines[0]).not.toContain('hush');
  });

  it.each(['text', 'markdown', 'html', 'body', 'attachments'])('message text is hidden under %s', (name) => {
    const { log, lines } = aLog();
    log.info('said', { message: { [name]: 'Dear Bob' } });
    expect(lines[0]).not.toContain('Dear Bob');
  });

  it('are hidden wherever they stand when they are known', () => {
    const secret = new Secret('bot token', 'hush/hush+hush');
    const { log, lines } = aLog({ secrets: [secret] });
    const value = secret.reveal();
    log.info(`saw ${value}`, { a: [`x${value}y`], [value]: 1, form: encodeURIComponent(value), secret });
    expect(lines[0]).not.toContain('hush');
  });

  it('counts and flags are no secrets', () => {
    const { log, entries } = aLog();
    log.info('said', { tokens: 2, tokenKept: true });
    expect(entries()[0]).toMatchObject({ tokens: 2, tokenKept: true });
  });
});

describe('odd values in the log', () => {
  it('are written without harm', () => {
    const { log, entries } = aLog();
    const cyclic: Record<string, unknown> = { name: 'ring' };
    cyclic['self'] = cyclic;
    let deep: object = {};
    for (let i = 0; i < 50_000; i++) deep = { deep };
    const throwing = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('not for you');
      },
    });
    log.info('said', {
      cyclic,
      deep,
      throwing,
      big: 2n ** 70n,
      call: () => 1,
      bytes: new Uint8Array(1_000_000),
      when: new Date(NaN),
      wide: Array.from({ length: 10_000 }, () => 'x'),
      long: 'y'.repeat(1_000_000),
    });
    const [entry] = entries();
    expect(entry).toMatchObject({
      cyclic: { name: 'ring', self: '[…]' },
      throwing: '[unreadable]',
      big: String(2n ** 70n),
      bytes: '[1000000 bytes]',
      when: null,
    });
    expect(JSON.stringify(entry).length).toBeLessThan(12_000);
  });

  it('are cut where they branch without end', () => {
    let bushy: object = {};
    for (let i = 0; i < 8; i++) bushy = Array<object>(100).fill(bushy);
    const { log, lines } = aLog();
    log.info('said', { bushy });
    expect(lines[0]?.length).toBeLessThan(50_000);
  });
});

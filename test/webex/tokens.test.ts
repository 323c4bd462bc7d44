import { describe, expect, it } from 'vitest';
import { AppError, SignInNeededError, UnreachableError } from '../../src/errors.js';
import type { TokenSet } from '../../src/ports.js';
import type { SignInEnding } from '../../src/webex/renewal.js';
import { createTokens } from '../../src/webex/tokens.js';
import { NOW, recordingLog, testTime } from '../http/test-parts.js';
import { memoryVault, recordOf, tokenSet } from './memory-vault.js';

const HELP = { loginUrl: 'http://localhost:5000/login', tunnel: null };
const GOOD = tokenSet('good', '2026-12-05T12:00:00.000Z');
const SPENT = tokenSet('spent', '2026-11-24T11:00:00.000Z');
const NEW = tokenSet('new', '2026-12-08T12:00:00.000Z');

function keeper(
  held: TokenSet | null,
  refresh: (tokens: TokenSet) => Promise<TokenSet | null>,
  { ending = () => Promise.resolve() }: { ending?: () => Promise<void> } = {},
) {
  const vault = held === null ? memoryVault() : memoryVault(recordOf(held));
  const [time, asked, ended] = [testTime(), [] as string[], [] as SignInEnding[]];
  const tokens = createTokens({
    vault,
    clock: time.clock,
    log: recordingLog(),
    help: HELP,
    ending,
    ended: (ending) => void ended.push(ending),
    oauth: {
      refresh: (old) => {
        asked.push(old.refreshToken.reveal());
        return refresh(old);
      },
    },
  });
  const access = async (): Promise<string> => (await tokens.token('olivia')).reveal();
  return { tokens, vault, time, asked, ended, access };
}

describe('an officer’s token', () => {
  it('is used as it is while it is good', async () => {
    const { access, asked } = keeper(GOOD, () => Promise.resolve(NEW));
    expect(await access()).toBe('good');
    expect(asked).toEqual([]);
  });

  it('is renewed shortly before it ends', async () => {
    const { access, time } = keeper(GOOD, () => Promise.resolve(NEW));
    await access();
    time.pass(11 * 86_400_000 - 3_600_001);
    expect(await access()).toBe('good');
    time.pass(2);
    expect(await access()).toBe('new');
  });

  it('is renewed once for a hundred callers at the same time', async () => {
    const { access, asked } = keeper(SPENT, () => Promise.resolve(NEW));
    const got = await Promise.all(Array.from({ length: 100 }, access));
    expect(new Set(got)).toEqual(new Set(['new']));
    expect(asked).toEqual(['refresh-of-spent']);
  });

  it('is renewed once when Webex calls it invalid in many answers', async () => {
    const { tokens, asked } = keeper(GOOD, () => Promise.resolve(NEW));
    const old = await tokens.token('olivia');
    const got = await Promise.all(Array.from({ length: 20 }, () => tokens.renewed('olivia', old)));
    expect(new Set(got.map((token) => token.reveal()))).toEqual(new Set(['new']));
    expect((await tokens.renewed('olivia', old)).reveal()).toBe('new');
    expect(asked).toHaveLength(1);
  });

  it('is handed out only once its refresh token is kept', async () => {
    const { access, vault } = keeper(SPENT, () => Promise.resolve(NEW));
    const kept = withResolvers<undefined>();
    const keep = vault.replace.bind(vault);
    vault.replace = async (before, next) => {
      if (next?.renewalBegunAt === null) await kept.promise;
      return keep(before, next);
    };
    let used = false;
    const using = access().then(() => (used = true));
    await new Promise(setImmediate);
    expect(used).toBe(false);
    kept.resolve(undefined);
    await using;
    expect((await vault.get('olivia'))?.tokens.refreshToken.reveal()).toBe('refresh-of-new');
  });

  it('is gone for good when Webex refuses the refresh', async () => {
    const { access, vault, ended } = keeper(SPENT, () => Promise.resolve(null));
    await expect(access()).rejects.toBeInstanceOf(SignInNeededError);
    expect(await vault.get('olivia')).toBeNull();
    expect(ended).toMatchObject([{ session: { personId: 'olivia' }, cutOff: false }]);
  });

  it('stays when Webex cannot be asked, and serves as long as it lives', async () => {
    const { access, vault, time } = keeper(GOOD, () => Promise.reject(new UnreachableError('down', {})));
    await access();
    time.pass(11 * 86_400_000 - 60_000);
    expect(await access()).toBe('good');
    time.pass(60_001);
    await expect(access()).rejects.toBeInstanceOf(UnreachableError);
    expect(await vault.get('olivia')).not.toBeNull();
  });

  it('of a new sign-in is not overwritten by the refresh of the old one', async () => {
    const answer = withResolvers<TokenSet | null>();
    const { access, vault, ended } = keeper(SPENT, () => answer.promise);
    const waiting = access();
    await new Promise(setImmediate);
    await vault.put(recordOf(tokenSet('of-new-sign-in', '2026-12-08T12:00:00.000Z')));
    answer.resolve(null);
    expect(await waiting).toBe('of-new-sign-in');
    expect(ended).toEqual([]);
  });

  it('needs a sign-in where there was none', async () => {
    await expect(keeper(null, () => Promise.resolve(NEW)).access()).rejects.toBeInstanceOf(SignInNeededError);
  });
});

describe('a renewal', () => {
  const full = new AppError('disk', 'the disk is full', { hint: 'Make room.' });

  it('is noted before Webex is asked, and no more once its answer is kept', async () => {
    const seen: unknown[] = [];
    const { access, vault } = keeper(SPENT, async () => {
      seen.push((await vault.get('olivia'))?.renewalBegunAt);
      return NEW;
    });
    await access();
    expect(seen).toEqual([NOW]);
    expect(await vault.get('olivia')).toMatchObject({ renewalBegunAt: null });
  });

  it('does not spend the refresh token where it cannot be noted, and the old token serves while it lives', async () => {
    const { access, vault, time, asked } = keeper(GOOD, () => Promise.resolve(NEW));
    vault.replace = () => Promise.reject(full);
    await access();
    time.pass(11 * 86_400_000 - 60_000);
    expect(await access()).toBe('good');
    time.pass(60_001);
    await expect(access()).rejects.toBe(full);
    expect(asked).toEqual([]);
  });

  it('keeps what Webex answered until the disk takes it, and does not ask again', async () => {
    const { access, vault, asked } = keeper(SPENT, () => Promise.resolve(NEW));
    const replace = vault.replace.bind(vault);
    vault.replace = (before, next) => (next?.renewalBegunAt === null ? Promise.reject(full) : replace(before, next));
    await expect(access()).rejects.toBe(full);
    await expect(access()).rejects.toBe(full);
    vault.replace = replace;
    expect(await access()).toBe('new');
    expect(asked).toEqual(['refresh-of-spent']);
    expect((await vault.get('olivia'))?.tokens.refreshToken.reveal()).toBe('refresh-of-new');
  });

  it('brings nobody back who signed out meanwhile', async () => {
    const answer = withResolvers<TokenSet | null>();
    const { access, tokens, vault } = keeper(SPENT, () => answer.promise);
    const waiting = access();
    await new Promise(setImmediate);
    await tokens.forget('olivia');
    answer.resolve(NEW);
    await expect(waiting).rejects.toBeInstanceOf(SignInNeededError);
    expect(await vault.list()).toEqual([]);
  });

  it('that was cut off is done anew at the next start', async () => {
    const { tokens, vault, asked } = keeper(GOOD, () => Promise.resolve(NEW));
    await vault.put({ ...recordOf(GOOD), renewalBegunAt: NOW });
    await tokens.settle();
    await tokens.settle();
    expect(asked).toEqual(['refresh-of-good']);
    expect((await tokens.token('olivia')).reveal()).toBe('new');
  });

  it('that was cut off, and that Webex then refuses, ends the sign-in and says why', async () => {
    const { tokens, vault, ended } = keeper(GOOD, () => Promise.resolve(null));
    await vault.put({ ...recordOf(GOOD), renewalBegunAt: NOW });
    await tokens.settle();
    await tokens.settle();
    expect(ended).toMatchObject([{ session: { personId: 'olivia' }, cutOff: true }]);
    expect(await vault.list()).toEqual([]);
  });

  it('that was cut off waits for a Webex that can be reached', async () => {
    const { tokens, vault, ended } = keeper(GOOD, () => Promise.reject(new UnreachableError('down', {})));
    await vault.put({ ...recordOf(GOOD), renewalBegunAt: NOW });
    await tokens.settle();
    expect((await tokens.token('olivia')).reveal()).toBe('good');
    expect(ended).toEqual([]);
  });

  it('that is refused erases nothing before that is on record', async () => {
    const { access, vault, ended } = keeper(SPENT, () => Promise.resolve(null), { ending: () => Promise.reject(full) });
    await expect(access()).rejects.toBe(full);
    expect(await vault.list()).toHaveLength(1);
    expect(ended).toEqual([]);
  });
});

describe('who has signed in', () => {
  it('is told without a token', async () => {
    const { tokens } = keeper(GOOD, () => Promise.resolve(NEW));
    const sessions = await tokens.sessions();
    expect(sessions).toEqual([await tokens.session('olivia')]);
    expect(sessions).toMatchObject([{ email: 'olivia@example.com', endsAt: GOOD.refreshEndsAt, missingScopes: [] }]);
    expect(tokens.help()).toEqual(HELP);
  });

  it('can be forgotten', async () => {
    const { tokens } = keeper(GOOD, () => Promise.resolve(NEW));
    expect(await tokens.forget('olivia')).toBe(true);
    expect(await tokens.forget('olivia')).toBe(false);
    expect(await tokens.session('olivia')).toBeNull();
  });
});

/** Promise.withResolvers is not in Node 20. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret, type BotToken, type OfficerToken } from '../src/secret.js';
import { openState } from '../src/storage/state.js';
import { openVault } from '../src/storage/vault.js';
import { createOAuth, type OAuth } from '../src/webex/oauth.js';
import { createTokens } from '../src/webex/tokens.js';
import { KEY_HEX, load } from './configuration/environment.js';
import { serve, type Answer } from './http/local-server.js';
import { directDispatcher, httpFor, recordingLog, testTime } from './http/test-parts.js';
import { tempFolder } from './storage/support.js';
import { memoryVault, recordOf, tokenSet } from './webex/memory-vault.js';

const KEY = Buffer.from(KEY_HEX, 'hex').toString('base64');
const HUSH = /hush/i;

/** Everything by which a value gets into a log, a message or an answer. */
const WAYS: Readonly<Record<string, (value: unknown) => string>> = {
  'util.inspect': (value) => inspect(value, { depth: null }),
  'util.inspect, hidden fields too': (value) => inspect(value, { depth: null, showHidden: true, getters: true }),
  'util.inspect without our say': (value) => inspect(value, { depth: null, customInspect: false }),
  'JSON.stringify': (value) => JSON.stringify(value),
  String: (value) => String(value),
  'util.format': (value) => format('%s %o %O %j', value, value, value, value),
  'its messages and stacks': (value) => JSON.stringify(errorsIn(value).map(({ message, stack }) => [message, stack])),
};

function errorsIn(value: unknown): readonly Error[] {
  return value instanceof Error ? [value, ...errorsIn(value.cause)] : [];
}

function oauthAt(apiUrl: string): OAuth {
  return createOAuth({
    apiUrl,
    clientId: 'C123',
    clientSecret: new Secret('client secret', 'hush-client'),
    redirectUri: 'http://localhost:5000/callback',
    dispatcher: directDispatcher(),
    clock: testTime().clock,
  });
}

function keeper() {
  const { clock } = testTime();
  const vault = memoryVault(recordOf(hushed()));
  const signIn = { help: { loginUrl: '', tunnel: null }, ending: () => Promise.resolve(), ended: () => undefined };
  return createTokens({ ...signIn, vault, clock, log: recordingLog(), oauth: oauthAt('http://127.0.0.1:9') });
}

function hushed() {
  return tokenSet('hush-access', '2026-12-05T12:00:00.000Z', 'hush-refresh');
}

async function vaultIn(folder: string) {
  const vault = await openVault(folder, [new Secret('encryption key', KEY)]);
  await vault.put(recordOf(hushed()));
  return vault;
}

/** What a renewal fails with, causes and all, where Webex answers so. */
async function failedRenewal(answer: Answer): Promise<unknown> {
  const { url } = await serve(() => answer);
  const error: unknown = await oauthAt(url)
    .refresh(hushed())
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Error);
  return error;
}

async function failedCall(answer: Answer): Promise<unknown> {
  const { url } = await serve(() => answer);
  const sending = httpFor(url, testTime()).send({ method: 'GET', path: '/events' }, new Secret('t', 'hush-officer'));
  return sending.catch((caught: unknown) => caught);
}

const HOLDERS: readonly (readonly [string, () => unknown])[] = [
  ['a secret', () => new Secret('bot token', 'hush-bot')],
  ['an object around it', () => ({ list: [new Map([['t', new Secret('bot token', 'hush-bot')]])] })],
  ['an error around it', () => new Error('odd', { cause: new Secret('bot token', 'hush-bot') })],
  [
    'the configuration',
    () => load({ WEBEX_BOT_TOKEN: 'hush-bot', CLIENT_SECRET: 'hush-client', WEBHOOK_SECRET: 'hush-hush-hush-hush' }),
  ],
  ['the OAuth client', () => oauthAt('http://127.0.0.1:9')],
  ['who keeps the tokens', keeper],
  ['a record of the vault', async () => (await vaultIn(await tempFolder())).get('olivia')],
  ['the vault', async () => vaultIn(await tempFolder())],
  ['the state', async () => openState(await tempFolder(), [new Secret('encryption key', KEY)])],
  ['a session', () => keeper().sessions()],
  ['a renewal without an answer', () => failedRenewal('reset')],
  ['a renewal refused for the secret', () => failedRenewal({ status: 401, body: { error: 'invalid_client' } })],
  ['a renewal in an outage', () => failedRenewal({ status: 503, body: '<html>' })],
  ['a renewal that is redirected', () => failedRenewal({ status: 302, headers: { location: 'http://127.0.0.1:9/' } })],
  ['a renewal whose answer is odd', () => failedRenewal({ body: { access_token: 'hush-new', token_type: 7 } })],
  [
    'a renewal whose answer is cut off',
    () => failedRenewal({ headers: { 'content-type': 'application/json' }, body: '{"access_token":"hush-new' }),
  ],
  ['a call that is refused', () => failedCall({ status: 403, body: { message: 'no' } })],
  ['a call without an answer', () => failedCall('reset')],
];

describe('nothing of what is secret is printed', () => {
  it.each(HOLDERS)('by %s', async (_, make) => {
    const value = await make();
    for (const [way, print] of Object.entries(WAYS)) {
      const printed = print(value);
      expect(printed, way).not.toMatch(HUSH);
      for (const key of [KEY, KEY_HEX]) expect(printed, way).not.toContain(key);
    }
  });
});

describe('kinds of secrets', () => {
  it('are told apart by the compiler', () => {
    const bot: BotToken = new Secret('bot token', 'b');
    // @ts-expect-error a bot's token is no officer's
    const officer: OfficerToken = bot;
    expect(officer.kind).toBe('bot token');
  });

  it('are told apart by their values, never shown', () => {
    const [one, same, other] = ['a', 'a', 'b'].map((value) => new Secret('bot token', value));
    expect([one!.equals(same!), one!.equals(other!)]).toEqual([true, false]);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadConfig, publicSettings, readEnvironment, VARIABLES } from '../src/config.js';
import { ConfigurationError } from '../src/errors.js';
import { COMPLETE, faultsOf, filesOf, KEY_HEX, load } from './configuration/environment.js';

const DAY_MS = 86_400_000;

describe('loadConfig', () => {
  it('fills in every default', () => {
    const config = load();
    expect(config.ages).toEqual({ targetAgeMs: 30 * DAY_MS, horizonAgeMs: 89 * DAY_MS, minAgeMs: 30 * DAY_MS });
    expect(config.rules).toEqual({
      approvalsRequired: 1,
      selfApproval: false,
      approvalTtlMs: 3 * DAY_MS,
      gracePeriodMs: 900_000,
      confirmAbove: 1_000,
      maxMessages: 200_000,
      canarySize: 50,
      crossOrg: 'exclude',
      rehearsal: false,
    });
    expect(config.web).toEqual({
      publicUrl: 'http://localhost:5000',
      host: '127.0.0.1',
      port: 5_000,
      trustProxy: null,
      webhookSecret: null,
    });
    expect(config.webex).toEqual({ apiUrl: 'https://webexapis.com/v1', u2cUrl: null, metricsUrl: null });
    expect(config.dataDir).toBe('./data');
    expect(config.log).toEqual({ level: 'info', format: 'json' });
    expect(config.officers).toEqual(['olivia@example.com', 'omar@example.com']);
  });

  it("takes the values of Cisco's sample unchanged", () => {
    const config = load({
      TARGET_MSG_AGE: '2592000',
      CHECK_EVENTS_FROM_AGE: '7776000',
      PUBLIC_URL: 'http://0.0.0.0:5000',
    });
    expect(config.ages.targetAgeMs).toBe(30 * DAY_MS);
    expect(config.ages.horizonAgeMs).toBe(90 * DAY_MS);
    expect(config.web).toMatchObject({ publicUrl: 'http://0.0.0.0:5000', port: 5_000 });
  });

  it.each([
    ['https://purge.example.com', 5_000],
    ['https://purge.example.com:8443/', 8_443],
    ['http://localhost:80/', 80],
    ['http://[::1]:7000', 7_000],
    ['https://purge.example.com/below/', 5_000],
  ])('listens for %s on port %i', (PUBLIC_URL, port) => {
    const { web } = load({ PUBLIC_URL });
    expect(web.port).toBe(port);
    expect(web.publicUrl).toBe(PUBLIC_URL.replace(/\/$/, ''));
  });

  it('prefers PORT to the port in PUBLIC_URL', () => {
    expect(load({ PUBLIC_URL: 'http://localhost:8000', PORT: '9000' }).web.port).toBe(9_000);
  });

  it('is frozen to the bottom', () => {
    const config = load();
    expect(() => Object.assign(config.rules, { selfApproval: true })).toThrow(TypeError);
    expect(() => Object.assign(config.officers, { 0: 'mallory@example.com' })).toThrow(TypeError);
  });

  it('reads keys as hex or base64, the first first', () => {
    const other = Buffer.alloc(32, 7).toString('base64');
    const keys = load({ TOKEN_ENCRYPTION_KEY: `${other}, ${KEY_HEX}` }).encryptionKeys;
    expect(keys.map((key) => key.reveal())).toEqual([other, Buffer.from(KEY_HEX, 'hex').toString('base64')]);
  });

  it.each(['true', 'TRUE', '1', 'yes'])('reads %s as yes', (SELF_APPROVAL) => {
    expect(load({ SELF_APPROVAL }).rules.selfApproval).toBe(true);
  });

  it.each([
    ['TARGET_MSG_AGE', '1s', 1_000],
    ['TARGET_MSG_AGE', '2w', 14 * DAY_MS],
    ['TARGET_MSG_AGE', '90m', 5_400_000],
  ])('reads %s=%s', (name, value, ms) => {
    expect(load({ [name]: value }).ages.targetAgeMs).toBe(ms);
  });

  it('takes a webhook secret of sixteen characters', () => {
    expect(load({ WEBHOOK_SECRET: 'sixteen letters!' }).web.webhookSecret?.reveal()).toBe('sixteen letters!');
  });

  it('counts an officer who is listed twice once', () => {
    expect(load({ OFFICERS: 'a@x.example,A@X.example,b@x.example' }).officers).toEqual(['a@x.example', 'b@x.example']);
    expect(faultsOf({ OFFICERS: 'a@x.example,A@X.example' })).toHaveLength(1);
  });

  it('lets one officer suffice who may approve what they asked', () => {
    expect(faultsOf({ OFFICERS: 'a@x.example', SELF_APPROVAL: 'true' })).toEqual([]);
    expect(faultsOf({ OFFICERS: 'a@x.example' })[0]).toContain('OFFICERS must list at least 2');
  });
});

describe('faults', () => {
  it.each(Object.keys(COMPLETE))('a missing %s', (name) => {
    for (const value of [undefined, '', '  ']) {
      const faults = faultsOf({ [name]: value });
      expect(faults).toHaveLength(1);
      expect(faults[0]).toContain(`${name} is missing`);
    }
  });

  it.each([
    ['WEBEX_BOT_TOKEN', 'two\nlines'],
    ['OFFICERS', ' , ,'],
    ['TOKEN_ENCRYPTION_KEY', 'too-short'],
    ['TOKEN_ENCRYPTION_KEY', ','],
    ['TOKEN_ENCRYPTION_KEY', `${KEY_HEX},${KEY_HEX}00`],
    ['TARGET_MSG_AGE', 'banana'],
    ['TARGET_MSG_AGE', '0'],
    ['TARGET_MSG_AGE', '-30d'],
    ['TARGET_MSG_AGE', '1.5d'],
    ['TARGET_MSG_AGE', '999999999999s'],
    ['CHECK_EVENTS_FROM_AGE', '30d'],
    ['CHECK_EVENTS_FROM_AGE', '1 month'],
    ['MIN_MSG_AGE', '31d'],
    ['MIN_MSG_AGE', 'x'],
    ['PUBLIC_URL', 'http://purge.example.com'],
    ['PUBLIC_URL', 'purge.example.com'],
    ['PUBLIC_URL', 'https://purge.example.com/?a=b'],
    ['PUBLIC_URL', 'https://me@purge.example.com'],
    ['PUBLIC_URL', 'https:///purge.example.com'],
    ['PORT', '65536'],
    ['PORT', '0'],
    ['PORT', 'http'],
    ['HOST', 'not a host'],
    ['TRUST_PROXY', 'everybody!'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['WEBHOOK_SECRET', 'fifteen letters'],
    ['APPROVALS_REQUIRED', '0'],
    ['APPROVALS_REQUIRED', 'two'],
    ['SELF_APPROVAL', 'perhaps'],
    ['APPROVAL_TTL', '0'],
    ['TYPED_APPROVAL', '2'],
    ['CONFIRM_ABOVE', '-1'],
    ['MAX_MESSAGES', '1e5'],
    ['GRACE_PERIOD', '15 minutes'],
    ['CANARY_SIZE', '0.5'],
    ['PURGE_HOURS', 'office hours'],
    ['PURGE_HOURS', 'Mon-Fri 8-18'],
    ['REHEARSAL', 'maybe'],
    ['EXECUTE_AS', 'nobody'],
    ['CROSS_ORG', 'some'],
    ['HOLDS_CSV', '/no/such/file'],
    ['SCHEDULE', '* * *'],
    ['SCHEDULE', '0 0 31 2 *'],
    ['SCHEDULE_TIMEZONE', 'Europe/Atlantis'],
    ['WEBEX_API_URL', 'http://webexapis.com/v1'],
    ['U2C_SERVICE_URL', 'ftp://u2c.example.com'],
    ['METRICS_SERVICE_URL', 'nonsense'],
    ['HTTPS_PROXY', 'proxy.example.com:3128'],
    ['HTTP_PROXY', 'socks5://proxy.example.com'],
    ['NODE_EXTRA_CA_CERTS', '/no/such/file'],
    ['KEEP_PURGES', 'ever'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_FORMAT', 'xml'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
  ])('%s=%s is one sentence that names it', (name, value) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name}\\b.*\\.$`));
  });

  it.each([
    ['APPROVALS_REQUIRED', '1'],
    ['KEEP_PURGES', '365d'],
    ['TYPED_APPROVAL', 'true'],
    ['REHEARSAL', 'no'],
    ['REHEARSAL', 'true'],
    ['PURGE_HOURS', 'Mon-Fri 08:00-18:00'],
    ['EXECUTE_AS', 'olivia@example.com'],
    ['EXECUTE_AS', 'approvers'],
    ['SCHEDULE', '0 3 * * *'],
    ['SCHEDULE', '30 0 3 * * *'],
    ['SCHEDULE_TIMEZONE', 'Europe/Berlin'],
    ['KEEP_PURGES', '365d'],
    ['TRUST_PROXY', 'loopback, 10.0.0.0/8'],
    ['HTTPS_PROXY', 'http://user:password@proxy.example.com:3128'],
    ['WEBEX_API_URL', 'http://127.0.0.1:4711/v1/'],
    ['GRACE_PERIOD', '0'],
    ['CANARY_SIZE', '0'],
  ])('none for %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([]);
  });

  it('are all told at once', () => {
    const wrong = { OFFICERS: '', CLIENT_SECRET: undefined, TARGET_MSG_AGE: 'banana', PORT: 'x', SCHEDULE: 'never' };
    const faults = faultsOf(wrong);
    expect(faults).toHaveLength(5);
    for (const name of Object.keys(wrong)) expect(faults.join('\n')).toContain(name);
  });

  it('show a wrong value short, on one line and without a password', () => {
    expect(faultsOf({ LOG_LEVEL: `a\u001b[31m\n${'b'.repeat(500)}` })[0]).toMatch(
      /^LOG_LEVEL is "a\?\[31m\?b{70,}…", /,
    );
    expect(faultsOf({ HTTPS_PROXY: 'user:hunter2@proxy:3128' })[0]).not.toContain('hunter2');
    expect(faultsOf({ PUBLIC_URL: 'https://user:hunter2@host' })[0]).not.toContain('hunter2');
  });
});

describe('secrets in files', () => {
  it('are read without the line break at their end', () => {
    const config = load({ CLIENT_SECRET: undefined, CLIENT_SECRET_FILE: '/secret' }, { '/secret': 'from a file\r\n' });
    expect(config.oauth.clientSecret.reveal()).toBe('from a file');
  });

  it.each(['WEBEX_BOT_TOKEN', 'CLIENT_SECRET', 'TOKEN_ENCRYPTION_KEY'])('%s cannot be given twice', (name) => {
    const faults = faultsOf({ [`${name}_FILE`]: '/secret' }, { '/secret': KEY_HEX });
    expect(faults).toEqual([`${name} and ${name}_FILE are both set: keep one of them.`]);
  });

  it.each([
    ['cannot be read', {}],
    ['is empty', { '/secret': '\n' }],
  ])('a file that %s is one fault', (why, files) => {
    const faults = faultsOf({ WEBEX_BOT_TOKEN: undefined, WEBEX_BOT_TOKEN_FILE: '/secret' }, files);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(why);
  });

  it('a secret put where its path belongs is not shown', () => {
    const faults = faultsOf({ WEBEX_BOT_TOKEN: undefined, WEBEX_BOT_TOKEN_FILE: 'the-token-itself' });
    expect(faults.join()).not.toContain('the-token-itself');
  });
});

describe('whatever is set', () => {
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('0', '1', 'true', '30d', '90d', 'http://localhost', 'a@b', '* * * * *', 'Mon 08:00-09:00', KEY_HEX),
  );
  const SECRETS = ['WEBEX_BOT_TOKEN', 'CLIENT_SECRET', 'TOKEN_ENCRYPTION_KEY', 'WEBHOOK_SECRET'];
  const environments = fc
    .record(Object.fromEntries(VARIABLES.map((name) => [name, value])), { requiredKeys: [] })
    .map((set): Record<string, string> => ({ ...COMPLETE, ...set }));
  const marked = fc.string({ minLength: 0, maxLength: 20 }).map((rest) => `hush${rest}`);

  it('it loads or names its faults, and no fault shows a secret', () => {
    fc.assert(
      fc.property(environments, fc.subarray(SECRETS), marked, (environment, secrets, secret) => {
        for (const name of secrets) environment[name] = secret;
        try {
          loadConfig(environment, filesOf({ '/x': secret }));
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          expect((error as ConfigurationError).message).not.toContain('hush');
        }
      }),
    );
  });
});

describe('publicSettings', () => {
  const secrets = { HTTPS_PROXY: 'http://user:hunter2@proxy.example.com:3128' };

  it('names every variable but the secrets, and shows none of them', () => {
    const settings = publicSettings(load(secrets));
    const hidden = VARIABLES.filter((name) => /TOKEN|SECRET/.test(name));
    expect(Object.keys(settings).sort()).toEqual(VARIABLES.filter((name) => !hidden.includes(name)).sort());
    const shown = JSON.stringify(settings);
    for (const secret of [COMPLETE.WEBEX_BOT_TOKEN, COMPLETE.CLIENT_SECRET, KEY_HEX, 'hunter2']) {
      expect(shown).not.toContain(secret);
    }
  });

  it('shows ages alike however they were written', () => {
    const [seconds, days] = ['2592000', '30d'].map((TARGET_MSG_AGE) => publicSettings(load({ TARGET_MSG_AGE })));
    expect(seconds).toEqual(days);
  });
});

describe('readEnvironment', () => {
  afterEach(() => void vi.unstubAllEnvs());

  function folderWith(dotEnv: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, '.env'), dotEnv);
    return folder;
  }

  it('reads .env below the environment and leaves the environment alone', () => {
    vi.stubEnv('ADMIN_ROOM_ID', 'of the environment');
    vi.stubEnv('OFFICERS', '');
    const read = readEnvironment(folderWith('ADMIN_ROOM_ID=of the file\nOFFICERS=a@x.example\nCLIENT_ID="abc"\n'));
    expect(read).toMatchObject({ ADMIN_ROOM_ID: 'of the environment', OFFICERS: 'a@x.example', CLIENT_ID: 'abc' });
    expect(process.env['CLIENT_ID']).toBeUndefined();
  });

  it("reads the .env of Cisco's sample as it is", () => {
    const sample = [
      "CLIENT_ID = 'abc'        #Copy the Client ID from your integration here",
      "CLIENT_SECRET = 'd#f'    #Copy the Client Secret from your integration here",
      'TARGET_MSG_AGE= 144000 # in seconds. Messages older than this in 1-1 spaces will be deleted.',
      'CHECK_EVENTS_FROM_AGE= 240000 # in seconds. This the age in seconds of the events to start checking from',
    ].join('\n');
    const { CLIENT_ID, CLIENT_SECRET, TARGET_MSG_AGE, CHECK_EVENTS_FROM_AGE } = readEnvironment(folderWith(sample));
    const { oauth, ages } = load({ CLIENT_ID, CLIENT_SECRET, TARGET_MSG_AGE, CHECK_EVENTS_FROM_AGE });
    expect([oauth.clientId, oauth.clientSecret.reveal()]).toEqual(['abc', 'd#f']);
    expect([ages.targetAgeMs, ages.horizonAgeMs]).toEqual([144_000_000, 240_000_000]);
  });

  it('reads a .env that begins with a mark of its encoding', () => {
    expect(readEnvironment(folderWith('\ufeffCLIENT_ID=abc\n'))['CLIENT_ID']).toBe('abc');
  });

  it('does not go on without a .env that cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, '.env'));
    expect(() => readEnvironment(folder)).toThrow(ConfigurationError);
  });

  it('needs no .env', () => {
    expect(readEnvironment('/no/such/folder')['PATH']).toBe(process.env['PATH']);
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const assignments = [...text.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);

  it('explains exactly the variables that are read', () => {
    expect(assignments.map(([name]) => name)).toEqual(VARIABLES);
  });

  it('shows the defaults that hold', () => {
    const shown = Object.fromEntries(assignments) as Record<string, string>;
    const withDefaults = publicSettings(load({ ...shown, ...COMPLETE }));
    expect(withDefaults).toEqual(publicSettings(load()));
  });
});

import { createHash } from 'node:crypto';
import { chmod, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { freePort, setStage, startBot, type Stage } from '../../src/demo/stage.js';
import { checkWebhooks } from '../../src/operate/doctor-address.js';
import { diagnose, type Diagnosis } from '../../src/operate/doctor.js';
import { openDoctorNetwork } from '../../src/operate/doctor-network.js';
import { checkOfficers } from '../../src/operate/doctor-officers.js';
import { printDiagnosis } from '../../src/operate/doctor-print.js';
import { checkSettings } from '../../src/operate/doctor-settings.js';
import type { VaultRecord } from '../../src/ports.js';
import { Secret } from '../../src/secret.js';
import { SCHEMA } from '../../src/storage/state-migrations.js';
import { openVault, readVault } from '../../src/storage/vault.js';
import { writeOlderState } from '../storage/older-state.js';
import { mountSmallDisk } from '../storage/small-disk.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const DAY_MS = 86_400_000;
const UNKNOWN_ROOM = 'Y2lzY29zcGFyazovL3VzL1JPT00vMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw';
const OTHER_KEY = Buffer.alloc(32, 7).toString('base64');

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ simulator: { seed: 3, people: 20, messages: 50 } });
  for (const officer of stage.org.officers) await stage.signIn(officer);
}, 90_000);
afterAll(() => stage.close());

/** What is wrong: other variables, or a change of the org that `after` undoes; `before` may answer variables too. */
interface BrokenSetUp {
  readonly env?: Readonly<Record<string, string>>;
  readonly before?: () => Promise<unknown>;
  readonly after?: () => Promise<unknown>;
  readonly level: 'warning' | 'fault';
  readonly says: RegExp;
}

async function diagnosisOf({ env = {}, before, after }: Omit<BrokenSetUp, 'level' | 'says'>): Promise<Diagnosis> {
  if (after !== undefined) {
    onTestFinished(async () => {
      await after();
    });
  }
  const found = (await before?.()) as Readonly<Record<string, string>> | undefined;
  return diagnose({ ...stage.env, ...env, ...found });
}

function printed(diagnosis: Diagnosis, options: { json?: boolean; colour?: boolean } = {}) {
  const texts: string[] = [];
  const write = (text: string): void => void texts.push(text);
  const code = printDiagnosis(diagnosis, { json: false, colour: false, write, ...options });
  return { code, text: texts.join('') };
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A data folder in which the officers' records are changed so. */
async function withRecords(change: (record: VaultRecord) => VaultRecord): Promise<Record<string, string>> {
  const { encryptionKeys } = loadConfig(stage.env);
  const folder = await aFolder();
  const vault = await openVault(folder, encryptionKeys);
  for (const record of await readVault(stage.dataDir, encryptionKeys)) await vault.put(change(record));
  return { DATA_DIR: folder };
}

async function somethingElse(): Promise<Record<string, string>> {
  const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return { PORT: String((server.address() as AddressInfo).port) };
}

function standingWebhooks(status: string): Promise<void> {
  const items = ['messages', 'attachmentActions'].map((resource) => ({
    id: `id-of-${resource}`,
    resource,
    event: 'created',
    targetUrl: `${stage.publicUrl}/webhook`,
    status,
  }));
  return stage.webex.addFault({ match: { method: 'GET', pathPattern: '/webhooks$' }, status: 200, body: { items } });
}

async function strangersRoom(): Promise<Record<string, string>> {
  const email = 'sam@elsewhere.example';
  await stage.webex.addPerson({ email, displayName: 'Sam Stranger', otherOrg: true });
  const [first] = stage.org.officers;
  const members = [stage.org.bot.id, first.id, email];
  return { ADMIN_ROOM_ID: await stage.webex.addRoom({ type: 'group', title: 'Open house', members }) };
}

const officers = () => stage.org.officers.map(({ email }) => email).join(',');
const SECRET = { WEBHOOK_SECRET: 'a secret of many letters' };

const NEARLY_FULL: BrokenSetUp = {
  before: async () => {
    const disk = (await mountSmallDisk())!;
    onTestFinished(() => disk.unmount());
    return { DATA_DIR: disk.folder };
  },
  level: 'fault',
  says: /^Only 0 MB are free under DATA_DIR/,
};

const CLOSED: BrokenSetUp = {
  before: async () => {
    const folder = await aFolder();
    await chmod(folder, 0o500);
    return { DATA_DIR: folder };
  },
  level: 'fault',
  says: /is no folder that this account can write to/,
};

/** No folder is closed to root; and only root may mount a small disk, though not in every container. */
async function brokenFolders(): Promise<Readonly<Record<string, BrokenSetUp>>> {
  if (process.getuid?.() !== 0) return { 'a data folder that this account may not write to': CLOSED };
  const disk = await mountSmallDisk();
  await disk?.unmount();
  return disk === null ? {} : { 'a disk that is nearly full': NEARLY_FULL };
}

const BROKEN: Readonly<Record<string, BrokenSetUp>> = {
  ...(await brokenFolders()),
  'a variable that is missing': { env: { WEBEX_BOT_TOKEN: '' }, level: 'fault', says: /^WEBEX_BOT_TOKEN is missing/ },
  'a variable that cannot be read': { env: { GRACE_PERIOD: 'soon' }, level: 'fault', says: /^GRACE_PERIOD is "soon"/ },
  'a horizon beyond what Webex keeps': {
    env: { CHECK_EVENTS_FROM_AGE: '120d' },
    level: 'warning',
    says: /^CHECK_EVENTS_FROM_AGE is 120 days, but without Pro Pack .* 90 days/,
  },
  'a proxy that is not trusted': {
    env: { PUBLIC_URL: 'https://purge.example' },
    level: 'warning',
    says: /a proxy stands in front of the bot, but TRUST_PROXY is not set/,
  },
  'trust in a proxy that is not there': {
    env: { TRUST_PROXY: '1' },
    level: 'warning',
    says: /^TRUST_PROXY is set, but PUBLIC_URL leads to this machine/,
  },
  'a data folder that is a file': {
    before: async () => {
      const path = join(await aFolder(), 'file');
      await writeFile(path, '');
      return { DATA_DIR: join(path, 'data') };
    },
    level: 'fault',
    says: /file is no folder that this account can write to/,
  },
  'a disk that a large purge would fill': {
    env: { MAX_MESSAGES: '99999999999' },
    level: 'warning',
    says: /MB are free under DATA_DIR; a purge of MAX_MESSAGES may take \d+ MB/,
  },
  'a hold file with a bad line': {
    before: async () => {
      const path = join(await aFolder(), 'holds.csv');
      await writeFile(path, 'email\nann@example.com\nAnn Archer\n');
      return { HOLDS_CSV: path };
    },
    level: 'fault',
    says: /hold list of HOLDS_CSV cannot be trusted: line 3: "Ann Archer"/,
  },
  'a key that did not write the files': {
    env: { TOKEN_ENCRYPTION_KEY: OTHER_KEY },
    level: 'fault',
    says: /state\.json: was changed by another hand, or written under another key/,
  },
  'a state that a newer version wrote': {
    before: async () => {
      const { encryptionKeys } = loadConfig(stage.env);
      const folder = await aFolder();
      const state = { schema: SCHEMA + 1, requests: {}, facts: {}, audit: { seq: 0, hash: '' } };
      await writeOlderState(folder, encryptionKeys[0]!, state);
      return { DATA_DIR: folder };
    },
    level: 'fault',
    says: /state\.json: has schema \d+; this version knows \d+/,
  },
  'an audit whose tail is missing': {
    before: async () => {
      const folder = await aFolder();
      await cp(stage.dataDir, folder, { recursive: true });
      await writeFile(join(folder, 'audit.ndjson'), '');
      return { DATA_DIR: folder };
    },
    level: 'fault',
    says: /audit\.ndjson: ends at line 0, but the bot had written \d+: lines are missing/,
  },
  'a file named STOP': {
    before: () => writeFile(join(stage.dataDir, 'STOP'), ''),
    after: () => rm(join(stage.dataDir, 'STOP')),
    level: 'fault',
    says: /STOP halts every run/,
  },
  'a bot that does not run': {
    before: async () => ({ PORT: String(await freePort()) }),
    level: 'warning',
    says: /^The bot does not run on this machine now/,
  },
  'a port that another program holds': { before: somethingElse, level: 'fault', says: /^Something else than the bot/ },
  'an unreachable Webex': {
    env: { WEBEX_API_URL: 'http://127.0.0.1:9/v1' },
    level: 'fault',
    says: /^Webex was not reached/,
  },
  'a wrong bot token': { env: { WEBEX_BOT_TOKEN: 'wrong' }, level: 'fault', says: /does not accept WEBEX_BOT_TOKEN/ },
  'the token of a person': {
    before: () => Promise.resolve({ WEBEX_BOT_TOKEN: stage.org.member.token }),
    level: 'fault',
    says: /^WEBEX_BOT_TOKEN is the token of .*, not of a bot/,
  },
  'a space without the bot': {
    env: { ADMIN_ROOM_ID: UNKNOWN_ROOM },
    level: 'fault',
    says: /is not a member of the space in ADMIN_ROOM_ID/,
  },
  'a member who is no officer': {
    level: 'warning',
    says: /^Cards and reports are seen by 1 of 3 members who are not officers: \S+@\S+\.$/,
  },
  'a member of another organisation': {
    before: strangersRoom,
    level: 'warning',
    says: /^Cards and reports are seen by 1 of another organisation: sam@elsewhere\.example\.$/,
  },
  'an officer outside the space': {
    before: strangersRoom,
    level: 'warning',
    says: /^Officers who are not members of the space in ADMIN_ROOM_ID: \S+@\S+\.$/,
  },
  'officers whom nobody knows': {
    env: { OFFICERS: 'a@nowhere.example,b@nowhere.example' },
    level: 'fault',
    says: /^0 of the officers can ask and decide now; a purge needs 2/,
  },
  'one entry of OFFICERS that names nobody': {
    before: () => Promise.resolve({ OFFICERS: `${officers()},typo@nowhere.example` }),
    level: 'warning',
    says: /^Webex knows nobody by typo@nowhere\.example/,
  },
  'an officer of another organisation': {
    before: async () => {
      const email = 'ola@elsewhere.example';
      await stage.webex.addPerson({ email, displayName: 'Ola Outside', otherOrg: true });
      return { OFFICERS: `${officers()},${email}` };
    },
    level: 'warning',
    says: /^Ola Outside \(ola@elsewhere\.example\) is of another organisation/,
  },
  'an officer who is not signed in': {
    before: () => Promise.resolve({ OFFICERS: `${officers()},${stage.org.member.email}` }),
    level: 'warning',
    says: /is not signed in\.$/,
  },
  'an officer without the role': {
    before: () => stage.webex.setOfficer(stage.org.officers[0].email, false),
    after: () => stage.webex.setOfficer(stage.org.officers[0].email, true),
    level: 'warning',
    says: /does not hold the role of a compliance officer, or the integration lacks a scope \(403\)/,
  },
  'too few officers who can work': {
    before: () => stage.webex.setOfficer(stage.org.officers[0].email, false),
    after: () => stage.webex.setOfficer(stage.org.officers[0].email, true),
    level: 'fault',
    says: /^1 of the officers can ask and decide now; a purge needs 2, one of them to ask/,
  },
  'a sign-in without a scope': {
    before: () =>
      withRecords((record) => ({ ...record, tokens: { ...record.tokens, scopes: ['spark-compliance:events_read'] } })),
    level: 'warning',
    says: /lacks spark-compliance:messages_read, .*spark:kms/,
  },
  'a sign-in that ends soon': {
    before: () => {
      const refreshEndsAt = new Date(Date.now() + 3 * DAY_MS).toISOString();
      return withRecords((record) => ({ ...record, tokens: { ...record.tokens, refreshEndsAt } }));
    },
    level: 'warning',
    says: /holds role and scopes, which is soon/,
  },
  'an access token that has ended': {
    before: () => stage.webex.set({ clockOffsetMs: 20 * DAY_MS }).then(() => ({})),
    after: () => stage.webex.set({ clockOffsetMs: 0 }),
    level: 'warning',
    says: /^The access token of .* ended at .* this check renews no token/,
  },
  'a sign-in that has ended': {
    before: () => stage.webex.set({ clockOffsetMs: 100 * DAY_MS }).then(() => ({})),
    after: () => stage.webex.set({ clockOffsetMs: 0 }),
    level: 'warning',
    says: /^The sign-in of .* ended at/,
  },
  'a token that Webex no longer accepts': {
    before: () =>
      withRecords((record) => ({
        ...record,
        tokens: { ...record.tokens, accessToken: new Secret('officer token', 'revoked') },
      })),
    level: 'warning',
    says: /does not accept the sign-in of .* any more \(401\)/,
  },
  'a wrong clock': {
    before: () => stage.webex.set({ clockOffsetMs: 600_000 }).then(() => ({})),
    after: () => stage.webex.set({ clockOffsetMs: 0 }),
    level: 'fault',
    says: /^This machine's clock is (599|600|601) s behind Webex's/,
  },
  'an address that does not lead to the bot': {
    before: async () => ({
      PUBLIC_URL: `http://localhost:${String(await freePort())}`,
      PORT: new URL(stage.publicUrl).port,
    }),
    level: 'warning',
    says: /does not lead to the bot, seen from this machine/,
  },
  'an address at which webhooks would not arrive': {
    env: SECRET,
    before: async () => ({
      PUBLIC_URL: `http://localhost:${String(await freePort())}`,
      PORT: new URL(stage.publicUrl).port,
    }),
    level: 'fault',
    says: /does not lead to the bot, seen from this machine/,
  },
  'webhooks that are not there': { env: SECRET, level: 'fault', says: /^Webex has no webhook for messages/ },
  'webhooks that Webex has switched off': {
    env: SECRET,
    before: () => standingWebhooks('inactive'),
    after: () => stage.webex.clearFaults(),
    level: 'fault',
    says: /^Webex has switched the webhook for attachmentActions off/,
  },
};

describe('the doctor', { timeout: 30_000 }, () => {
  test('finds nothing in the way of a purge where nothing is', async () => {
    const diagnosis = await diagnosisOf({});
    const { code, text } = printed(diagnosis);
    expect(text).toContain('A purge could run now.');
    expect(code).toBe(0);
    for (const { displayName } of stage.org.officers) expect(text).toMatch(new RegExp(`${displayName}.*holds role`));
  });

  test.each(Object.entries(BROKEN))('names %s', async (_, broken) => {
    const diagnosis = await diagnosisOf(broken);
    const found = diagnosis.findings.filter(({ says }) => broken.says.test(says));
    expect(found.length, printed(diagnosis).text).toBeGreaterThan(0);
    for (const finding of found)
      expect(finding).toMatchObject({ level: broken.level, todo: expect.any(String) as string });
    expect(printed(diagnosis).code).toBe(diagnosis.purgePossible ? 0 : 1);
    if (broken.level === 'fault') expect(diagnosis.purgePossible).toBe(false);
  });

  test('names every faulty variable at once', async () => {
    const { findings } = await diagnosisOf({ env: { WEBEX_BOT_TOKEN: '', TARGET_MSG_AGE: 'old', OFFICERS: '' } });
    expect(findings.map(({ says }) => says.split(' ')[0])).toEqual(['WEBEX_BOT_TOKEN', 'OFFICERS', 'TARGET_MSG_AGE']);
  });

  test('says that active webhooks are', async () => {
    const { findings } = await diagnosisOf({
      env: SECRET,
      before: () => standingWebhooks('active'),
      after: () => stage.webex.clearFaults(),
    });
    expect(findings.filter(({ about }) => about === 'webhooks')).toMatchObject([{ level: 'ok' }, { level: 'ok' }]);
  });

  test('says that Webex cannot call an address on loopback', async () => {
    const config = loadConfig({ ...stage.env, ...SECRET, WEBEX_API_URL: 'https://webexapis.com/v1' });
    const network = openDoctorNetwork(config);
    onTestFinished(() => network.dispatcher.destroy());
    expect(await checkWebhooks({ config, network, running: true })).toMatchObject([
      { level: 'fault', says: /cannot call/ },
    ]);
  });

  test.each([
    ['whose sign-in works', () => stage.org.officers[1].email.toUpperCase(), []],
    [
      'who is nobody',
      () => 'typo@nowhere.example',
      [/^typo@nowhere\.example, whom EXECUTE_AS names, cannot delete now/],
    ],
  ])('judges an EXECUTE_AS %s', async (_, executeAs, expected) => {
    const config = { ...loadConfig(stage.env), executeAs: executeAs() };
    const network = openDoctorNetwork(config);
    onTestFinished(() => network.dispatcher.destroy());
    const { findings } = await checkOfficers(config, network);
    const faults = findings.filter(({ level }) => level === 'fault').map(({ says }) => says);
    expect(faults).toEqual(expected.map((pattern) => expect.stringMatching(pattern) as string));
  });

  test('says that a rehearsal deletes nothing', () => {
    expect(checkSettings(loadConfig({ ...stage.env, REHEARSAL: 'true' }))).toMatchObject([
      { level: 'ok' },
      { level: 'warning', says: 'REHEARSAL is on: purges run, and delete nothing.' },
    ]);
  });

  test('changes nothing, neither on disk nor in Webex, while the bot runs', async () => {
    const before = await contentOf(stage.dataDir);
    await stage.webex.clearRequests();
    await diagnosisOf({});
    const { log = [] } = await stage.webex.requests(true);
    expect(log.length).toBeGreaterThan(5);
    expect(log.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(await contentOf(stage.dataDir)).toEqual(before);
  });

  test('makes no data folder', async () => {
    const folder = join(await aFolder(), 'data');
    const { findings } = await diagnosisOf({ env: { DATA_DIR: folder } });
    expect(findings.map(({ says }) => says)).toContain(`${folder} will be made at the first start.`);
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('shows neither tokens nor control characters', async () => {
    const email = 'c@elsewhere.example';
    await stage.webex.addPerson({ email, displayName: 'Cora \u001b[2J Control', otherOrg: true });
    const diagnosis = await diagnosisOf({ env: { OFFICERS: `${officers()},${email}` } });
    const { text } = printed(diagnosis);
    const { access, refresh } = await stage.webex.tokens();
    expect(text).toContain('Cora [2J Control');
    for (const secret of [...access, ...refresh, stage.org.botToken, stage.org.clientSecret]) {
      expect(text).not.toContain(secret);
    }
  });

  test('colours its words only when told to', async () => {
    const diagnosis = await diagnosisOf({ env: { GRACE_PERIOD: 'soon' } });
    expect(printed(diagnosis, { colour: true }).text).toContain('\u001b[31mfault');
    expect(printed(diagnosis).text).not.toContain('\u001b');
  });
});

describe('npm run doctor', { timeout: 30_000 }, () => {
  async function ran(args: readonly string[], changes: Record<string, string> = {}) {
    const bot = startBot([process.execPath, MAIN, 'doctor', ...args], { ...stage.env, ...changes }, await aFolder());
    return { code: await bot.ended, said: bot.output() };
  }

  test('ends with 0 and plain text where a purge could run', async () => {
    const { code, said } = await ran([]);
    expect(code).toBe(0);
    expect(said).toContain('A purge could run now.');
    expect(said).not.toContain('\u001b');
  });

  test('ends with 1 where none could, and prints JSON', async () => {
    const { code, said } = await ran(['--json'], { WEBEX_BOT_TOKEN: 'wrong' });
    expect(code).toBe(1);
    const { purgePossible, findings } = JSON.parse(said) as Diagnosis;
    expect(purgePossible).toBe(false);
    expect(findings.filter(({ level }) => level === 'fault')).toMatchObject([{ about: 'bot' }]);
  });

  test.each([['--nonsense'], ['extra']])('ends with 2 when asked for %s', async (argument) => {
    expect((await ran([argument])).code).toBe(2);
  });
});

/** Name, size and digest of every file. */
async function contentOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.sort().map(async (path) => {
      const digest = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      return `${path} ${String((await stat(path)).mtimeMs)} ${digest}`;
    }),
  );
}

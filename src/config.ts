import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import {
  readAges,
  readDuration,
  readLog,
  readProxy,
  readRules,
  readSchedule,
  readWeb,
  readWebex,
  readYesOrNo,
} from './configuration/groups.js';
import { executor, people, purgeHours } from './configuration/parsers.js';
import { startReading, type Environment, type ReadFile, type Reading } from './configuration/reading.js';
import { checkTogether } from './configuration/rules.js';
import { fillInSecrets } from './configuration/secret-files.js';
import { readKeys, readSecret } from './configuration/secrets.js';
import type { Config } from './configuration/settings.js';
import { ConfigurationError } from './errors.js';

export { publicSettings } from './configuration/public-settings.js';
export { VARIABLES } from './configuration/variables.js';
export type { Config } from './configuration/settings.js';

const KEYS = 'TOKEN_ENCRYPTION_KEY';

/**
 * The environment of the process over the `.env` of `folder`; an empty variable of the process leaves what `.env` says.
 * Throws a ConfigurationError where there is a `.env` that cannot be read.
 */
export function readEnvironment(folder: string): Environment {
  const given = Object.entries(process.env).filter(([, value]) => value !== '');
  return { ...dotEnv(join(folder, '.env')), ...Object.fromEntries(given) };
}

function dotEnv(path: string): Environment {
  try {
    // Node 20.18 leaves the comment of a last line in its value unless a line break follows.
    return parseEnv(`${readText(path)}\n`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new ConfigurationError([`${path} cannot be read: make it readable for the account that runs the bot.`]);
  }
}

/** The configuration, deeply frozen, or one ConfigurationError that names every fault. No fault shows a secret. */
export function loadConfig(environment: Environment, readFile: ReadFile = readText): Config {
  const filled = fillInSecrets(environment, readFile);
  const reading = startReading(filled.environment, readFile);
  for (const { name, sentence } of filled.faults) reading.fault(name, sentence);
  const config = readConfig(reading);
  checkTogether(config, reading);
  if (reading.faults.length > 0) throw new ConfigurationError(reading.faults);
  return frozen(config);
}

/** The keys of TOKEN_ENCRYPTION_KEY for those who can do without, who get none then. Throws a ConfigurationError for a faulty one. */
export function readGivenKeys(environment: Environment, readFile: ReadFile = readText): Config['encryptionKeys'] {
  const filled = fillInSecrets(environment, readFile);
  const reading = startReading(filled.environment, readFile);
  for (const { name, sentence } of filled.faults) if (name === KEYS) reading.fault(name, sentence);
  const keys = reading.text(KEYS) === null ? [] : readKeys(reading);
  if (reading.faults.length > 0) throw new ConfigurationError(reading.faults);
  return keys;
}

function readConfig(reading: Reading): Config {
  const { text, required, parsed, file } = reading;
  return {
    botToken: readSecret(reading, { name: 'WEBEX_BOT_TOKEN', kind: 'bot token', what: "the bot's access token" }),
    adminRoomId: required('ADMIN_ROOM_ID', 'the id of the space that the bot serves'),
    officers: people(required('OFFICERS', "the officers' e-mail addresses or person ids, comma separated")),
    oauth: {
      clientId: required('CLIENT_ID', "the integration's client id"),
      clientSecret: readSecret(reading, {
        name: 'CLIENT_SECRET',
        kind: 'client secret',
        what: "the integration's client secret",
      }),
    },
    encryptionKeys: readKeys(reading),
    ages: readAges(reading),
    web: readWeb(reading),
    rules: readRules(reading),
    typedApproval: readYesOrNo(reading, 'TYPED_APPROVAL'),
    purgeHours: parsed('PURGE_HOURS', null, { parse: purgeHours, wrong: 'days and hours such as Mon-Fri 08:00-18:00' }),
    holdsCsv: file('HOLDS_CSV'),
    executeAs: parsed('EXECUTE_AS', 'approvers', {
      parse: executor,
      wrong: "approvers, or one officer's e-mail address",
    }),
    schedule: readSchedule(reading),
    webex: readWebex(reading),
    proxy: readProxy(reading),
    extraCaCerts: file('NODE_EXTRA_CA_CERTS'),
    dataDir: text('DATA_DIR') ?? './data',
    keepPurgesMs: readDuration(reading, 'KEEP_PURGES', null),
    log: readLog(reading),
  };
}

/** Some editors begin a file with a mark of its encoding, which is no part of its text. */
function readText(path: string): string {
  return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
}

function frozen<T extends object>(value: T): T {
  for (const held of Object.values(value) as unknown[]) {
    if (typeof held === 'object' && held !== null) frozen(held);
  }
  return Object.freeze(value);
}

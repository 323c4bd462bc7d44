import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import {
  address,
  AGE_FORM,
  cron,
  duration,
  durationOrNone,
  encryptionKey,
  list,
  oneOf,
  port,
  proxyAddress,
  purgeHours,
  timeZone,
  wholeNumber,
  yesOrNo,
} from './configuration/parsers.js';
import { startReading, type Environment, type Reading } from './configuration/reading.js';
import { ConfigurationError } from './errors.js';
import { Secret, type BotToken } from './secret.js';

/** Everything that can be set. Durations in ms; `null` where nothing was set and nothing is meant. */
export interface Config {
  readonly botToken: BotToken;
  readonly adminRoomId: string;
  readonly officers: readonly string[];
  readonly oauth: { readonly clientId: string; readonly clientSecret: Secret<'client secret'> };
  readonly web: {
    readonly publicUrl: string;
    readonly host: string;
    readonly port: number;
    readonly trustProxy: string | null;
    readonly webhookSecret: Secret<'webhook secret'> | null;
  };
  /** Base64 of 32 bytes each; the first encrypts, all decrypt. */
  readonly encryptionKeys: readonly Secret<'encryption key'>[];
  readonly ages: { readonly targetAgeMs: number; readonly horizonAgeMs: number; readonly minAgeMs: number };
  readonly schedule: { readonly cron: string | null; readonly timeZone: string };
  readonly rules: {
    readonly approvalsRequired: number;
    readonly selfApproval: boolean;
    readonly approvalTtlMs: number;
    readonly gracePeriodMs: number;
    readonly confirmAbove: number;
    readonly maxMessages: number;
    readonly canarySize: number;
    readonly crossOrg: 'exclude' | 'include';
  };
  readonly typedApproval: boolean;
  readonly rehearsal: boolean;
  readonly purgeHours: string | null;
  readonly holdsCsv: string | null;
  readonly executeAs: string;
  readonly keepPurgesMs: number | null;
  readonly webex: {
    readonly apiUrl: string;
    readonly u2cUrl: string | null;
    readonly metricsUrl: string | null;
  };
  readonly proxy: {
    readonly httpProxy: string | null;
    readonly httpsProxy: string | null;
    readonly noProxy: string | null;
  };
  readonly dataDir: string;
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly format: 'json' | 'text' };
}

const DAY_MS = 86_400_000;

/** Secrets that may be given as a file, by the same name with `_FILE`. */
const SECRET_NAMES = ['WEBEX_BOT_TOKEN', 'CLIENT_SECRET', 'TOKEN_ENCRYPTION_KEY', 'WEBHOOK_SECRET'] as const;

/** Every variable that is read, in the order of .env.example. */
export const VARIABLES = [
  'WEBEX_BOT_TOKEN',
  'WEBEX_BOT_TOKEN_FILE',
  'ADMIN_ROOM_ID',
  'OFFICERS',
  'CLIENT_ID',
  'CLIENT_SECRET',
  'CLIENT_SECRET_FILE',
  'TOKEN_ENCRYPTION_KEY',
  'TOKEN_ENCRYPTION_KEY_FILE',
  'PUBLIC_URL',
  'PORT',
  'HOST',
  'TRUST_PROXY',
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_FILE',
  'TARGET_MSG_AGE',
  'CHECK_EVENTS_FROM_AGE',
  'MIN_MSG_AGE',
  'CROSS_ORG',
  'HOLDS_CSV',
  'SCHEDULE',
  'SCHEDULE_TIMEZONE',
  'APPROVALS_REQUIRED',
  'SELF_APPROVAL',
  'APPROVAL_TTL',
  'TYPED_APPROVAL',
  'CONFIRM_ABOVE',
  'MAX_MESSAGES',
  'GRACE_PERIOD',
  'CANARY_SIZE',
  'PURGE_HOURS',
  'REHEARSAL',
  'EXECUTE_AS',
  'WEBEX_API_URL',
  'U2C_SERVICE_URL',
  'METRICS_SERVICE_URL',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'DATA_DIR',
  'KEEP_PURGES',
  'LOG_LEVEL',
  'LOG_FORMAT',
] as const;

export type Variable = (typeof VARIABLES)[number];

/** The environment of the process over the `.env` of the current folder. */
export function readEnvironment(folder: string): Environment {
  return { ...dotEnv(join(folder, '.env')), ...process.env };
}

function dotEnv(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new ConfigurationError([`${path} cannot be read: make it readable for the account that runs the bot.`]);
  }
}

/** Reads a file that a `_FILE` variable or HOLDS_CSV names; throws where it cannot. */
export type ReadFile = (path: string) => string;

/** The configuration, or one error that names every fault. */
export function loadConfig(environment: Environment, readFile: ReadFile = readText): Config {
  const reading = startReading(withSecretFiles(environment, readFile));
  const { text, required } = reading;
  for (const fault of secretFileFaults(environment, readFile)) reading.fault(fault);
  const ages = readAges(reading);
  const web = readWeb(reading);
  const config: Config = {
    botToken: new Secret('bot token', required('WEBEX_BOT_TOKEN', "the bot's access token")),
    adminRoomId: required('ADMIN_ROOM_ID', 'the id of the space the bot serves'),
    officers: list(
      required('OFFICERS', 'the e-mail addresses or person ids of the compliance officers, comma separated'),
    ),
    oauth: {
      clientId: required('CLIENT_ID', "the Webex integration's client id"),
      clientSecret: new Secret('client secret', required('CLIENT_SECRET', "the Webex integration's client secret")),
    },
    web,
    encryptionKeys: readKeys(reading),
    ages,
    schedule: {
      cron: reading.parsed('SCHEDULE', null, {
        parse: cron,
        wrong: 'a cron expression of five fields, or six with seconds first, that comes up',
      }),
      timeZone: reading.parsed('SCHEDULE_TIMEZONE', 'UTC', {
        parse: timeZone,
        wrong: 'an IANA time zone such as Europe/Berlin',
      }),
    },
    rules: readRules(reading),
    typedApproval: readYesOrNo(reading, 'TYPED_APPROVAL', false),
    rehearsal: readYesOrNo(reading, 'REHEARSAL', false),
    purgeHours: reading.parsed('PURGE_HOURS', null, {
      parse: purgeHours,
      wrong: 'hours such as "Mon-Fri 08:00-18:00"',
    }),
    holdsCsv: text('HOLDS_CSV'),
    executeAs: text('EXECUTE_AS') ?? 'approvers',
    keepPurgesMs: reading.parsed('KEEP_PURGES', null, { parse: duration, wrong: AGE_FORM }),
    webex: {
      apiUrl: readAddress(reading, 'WEBEX_API_URL', 'https://webexapis.com/v1'),
      u2cUrl: readAddress(reading, 'U2C_SERVICE_URL', null),
      metricsUrl: readAddress(reading, 'METRICS_SERVICE_URL', null),
    },
    proxy: {
      httpProxy: reading.parsed('HTTP_PROXY', null, {
        parse: proxyAddress,
        wrong: 'the address of a proxy such as http://proxy.example:3128',
      }),
      httpsProxy: reading.parsed('HTTPS_PROXY', null, {
        parse: proxyAddress,
        wrong: 'the address of a proxy such as http://proxy.example:3128',
      }),
      noProxy: text('NO_PROXY'),
    },
    dataDir: text('DATA_DIR') ?? './data',
    log: {
      level: reading.parsed('LOG_LEVEL', 'info', {
        parse: oneOf(['debug', 'info', 'warn', 'error']),
        wrong: 'debug, info, warn or error',
      }),
      format: reading.parsed('LOG_FORMAT', 'json', { parse: oneOf(['json', 'text']), wrong: 'json or text' }),
    },
  };
  checkTogether(config, reading);
  refuseWhatIsToCome(config, reading);
  if (reading.faults.length > 0) throw new ConfigurationError(reading.faults);
  return frozen(config);
}

/** Every setting that is no secret, under its variable's name: for the audit, and to notice a changed rule. */
export function publicSettings(config: Config): Readonly<Record<string, string>> {
  const { web, ages, rules, schedule, webex, proxy } = config;
  const seconds = (ms: number): string => `${String(ms / 1_000)}s`;
  return {
    ADMIN_ROOM_ID: config.adminRoomId,
    OFFICERS: config.officers.join(','),
    CLIENT_ID: config.oauth.clientId,
    PUBLIC_URL: web.publicUrl,
    PORT: String(web.port),
    HOST: web.host,
    TRUST_PROXY: web.trustProxy ?? '',
    WEBHOOKS: String(web.webhookSecret !== null),
    TARGET_MSG_AGE: seconds(ages.targetAgeMs),
    CHECK_EVENTS_FROM_AGE: seconds(ages.horizonAgeMs),
    MIN_MSG_AGE: seconds(ages.minAgeMs),
    CROSS_ORG: rules.crossOrg,
    HOLDS_CSV: config.holdsCsv ?? '',
    SCHEDULE: schedule.cron ?? '',
    SCHEDULE_TIMEZONE: schedule.timeZone,
    APPROVALS_REQUIRED: String(rules.approvalsRequired),
    SELF_APPROVAL: String(rules.selfApproval),
    APPROVAL_TTL: seconds(rules.approvalTtlMs),
    TYPED_APPROVAL: String(config.typedApproval),
    CONFIRM_ABOVE: String(rules.confirmAbove),
    MAX_MESSAGES: String(rules.maxMessages),
    GRACE_PERIOD: seconds(rules.gracePeriodMs),
    CANARY_SIZE: String(rules.canarySize),
    PURGE_HOURS: config.purgeHours ?? '',
    REHEARSAL: String(config.rehearsal),
    EXECUTE_AS: config.executeAs,
    KEEP_PURGES: config.keepPurgesMs === null ? '' : seconds(config.keepPurgesMs),
    WEBEX_API_URL: webex.apiUrl,
    U2C_SERVICE_URL: webex.u2cUrl ?? '',
    METRICS_SERVICE_URL: webex.metricsUrl ?? '',
    PROXY: String(proxy.httpProxy !== null || proxy.httpsProxy !== null),
    DATA_DIR: config.dataDir,
    LOG_LEVEL: config.log.level,
    LOG_FORMAT: config.log.format,
  };
}

// ── Groups ────────────────────────────────────────────────────────────────────────────────────────────────────────

function readAges(reading: Reading): Config['ages'] {
  reading.required('TARGET_MSG_AGE', `the age from which direct messages are due: ${AGE_FORM}`);
  const age = (name: Variable, fallback: number): number =>
    reading.parsed(name, fallback, { parse: duration, wrong: AGE_FORM });
  const targetAgeMs = age('TARGET_MSG_AGE', 0);
  return {
    targetAgeMs,
    horizonAgeMs: age('CHECK_EVENTS_FROM_AGE', 89 * DAY_MS),
    minAgeMs: age('MIN_MSG_AGE', targetAgeMs),
  };
}

function readWeb(reading: Reading): Config['web'] {
  const publicUrl = readAddress(reading, 'PUBLIC_URL', 'http://localhost:5000');
  const written = URL.canParse(publicUrl) ? new URL(publicUrl).port : '';
  const secret = reading.text('WEBHOOK_SECRET');
  if (secret !== null && secret.length < 16) reading.fault('WEBHOOK_SECRET is too short: use 16 characters at least.');
  return {
    publicUrl,
    host: reading.text('HOST') ?? '127.0.0.1',
    port: reading.parsed('PORT', written === '' ? 5_000 : Number(written), {
      parse: port,
      wrong: 'a port number up to 65535',
    }),
    trustProxy: reading.text('TRUST_PROXY'),
    webhookSecret: secret === null ? null : new Secret('webhook secret', secret),
  };
}

function readRules(reading: Reading): Config['rules'] {
  const count = (name: Variable, fallback: number, least = 0): number =>
    reading.parsed(name, fallback, { parse: wholeNumber(least), wrong: `a whole number from ${String(least)} up` });
  return {
    approvalsRequired: count('APPROVALS_REQUIRED', 1, 1),
    selfApproval: readYesOrNo(reading, 'SELF_APPROVAL', false),
    approvalTtlMs: reading.parsed('APPROVAL_TTL', 3 * DAY_MS, { parse: duration, wrong: AGE_FORM }),
    gracePeriodMs: reading.parsed('GRACE_PERIOD', 15 * 60_000, { parse: durationOrNone, wrong: `${AGE_FORM}, or 0` }),
    confirmAbove: count('CONFIRM_ABOVE', 1_000),
    maxMessages: count('MAX_MESSAGES', 200_000, 1),
    canarySize: count('CANARY_SIZE', 50),
    crossOrg: reading.parsed('CROSS_ORG', 'exclude', {
      parse: oneOf(['exclude', 'include']),
      wrong: 'exclude or include',
    }),
  };
}

function readKeys(reading: Reading): readonly Secret<'encryption key'>[] {
  const given = list(reading.required('TOKEN_ENCRYPTION_KEY', '32 random bytes, made by `openssl rand -base64 32`'));
  const keys = given.map(encryptionKey);
  keys.forEach((key, i) => {
    if (key !== null) return;
    reading.fault(
      `TOKEN_ENCRYPTION_KEY: key ${String(i + 1)} is not 32 bytes in base64 or hex. Make one by \`openssl rand -base64 32\`.`,
    );
  });
  return keys.filter((key) => key !== null).map((key) => new Secret('encryption key', key));
}

function readYesOrNo(reading: Reading, name: Variable, fallback: boolean): boolean {
  return reading.parsed(name, fallback, { parse: yesOrNo, wrong: 'true or false' });
}

function readAddress<T extends string | null>(reading: Reading, name: Variable, fallback: T): string | T {
  return reading.parsed<string | T>(name, fallback, {
    parse: address,
    wrong: 'an https address without query or user (http only for localhost, 127.0.0.1, [::1] or 0.0.0.0)',
  });
}

// ── Rules across variables ────────────────────────────────────────────────────────────────────────────────────────

function checkTogether({ ages, rules, officers }: Config, { fault, text }: Reading): void {
  if (text('NODE_TLS_REJECT_UNAUTHORIZED') === '0') {
    fault(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off: remove it, and name your own authority in NODE_EXTRA_CA_CERTS.',
    );
  }
  if (ages.targetAgeMs > 0 && ages.horizonAgeMs <= ages.targetAgeMs) {
    fault('CHECK_EVENTS_FROM_AGE must be above TARGET_MSG_AGE: between the two lie the messages that are due.');
  }
  if (ages.minAgeMs > ages.targetAgeMs) {
    fault('MIN_MSG_AGE must not be above TARGET_MSG_AGE: the policy itself would reach below its own floor.');
  }
  const mayApprove = rules.selfApproval ? officers.length : officers.length - 1;
  if (officers.length > 0 && mayApprove < rules.approvalsRequired) {
    fault(
      `OFFICERS lists ${String(officers.length)}, too few for APPROVALS_REQUIRED=${String(rules.approvalsRequired)}` +
        `${rules.selfApproval ? '' : ' by others than the one who asked'}: add officers, or change APPROVALS_REQUIRED or SELF_APPROVAL.`,
    );
  }
}

/** Features of later versions: a value for one of them would promise what this version does not do. */
function refuseWhatIsToCome(config: Config, { fault }: Reading): void {
  const toCome: readonly (readonly [name: Variable, wanted: boolean])[] = [
    ['APPROVALS_REQUIRED', config.rules.approvalsRequired > 1],
    ['SCHEDULE', config.schedule.cron !== null],
    ['HOLDS_CSV', config.holdsCsv !== null],
    ['PURGE_HOURS', config.purgeHours !== null],
    ['REHEARSAL', config.rehearsal],
    ['EXECUTE_AS', config.executeAs !== 'approvers'],
    ['KEEP_PURGES', config.keepPurgesMs !== null],
    ['TYPED_APPROVAL', config.typedApproval],
    ['WEBHOOK_SECRET', config.web.webhookSecret !== null],
  ];
  for (const [name, wanted] of toCome) {
    if (wanted) fault(`${name} is set, but this version does not have that feature yet: remove it.`);
  }
}

// ── Secrets in files ──────────────────────────────────────────────────────────────────────────────────────────────

function withSecretFiles(environment: Environment, readFile: ReadFile): Environment {
  const read: Record<string, string | undefined> = { ...environment };
  for (const name of SECRET_NAMES) {
    const path = environment[`${name}_FILE`];
    if (!path) continue;
    try {
      read[name] = readFile(path).replace(/\r?\n$/, '');
    } catch {
      read[name] = undefined;
    }
  }
  return read;
}

function secretFileFaults(environment: Environment, readFile: ReadFile): readonly string[] {
  return SECRET_NAMES.flatMap((name) => {
    const path = environment[`${name}_FILE`];
    if (!path) return [];
    if (environment[name]) return [`${name} and ${name}_FILE are both set: keep one of them.`];
    return isReadable(path, readFile) ? [] : [`${name}_FILE names ${path}, which cannot be read.`];
  });
}

function isReadable(path: string, readFile: ReadFile): boolean {
  try {
    readFile(path);
    return true;
  } catch {
    return false;
  }
}

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

function frozen<T extends object>(value: T): T {
  for (const held of Object.values(value) as unknown[]) {
    if (typeof held === 'object' && held !== null) frozen(held);
  }
  return Object.freeze(value);
}

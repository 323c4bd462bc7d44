import {
  address,
  AGE_FORM,
  cron,
  duration,
  durationOrNone,
  host,
  oneOf,
  port,
  proxyAddress,
  timeZone,
  trustedProxies,
  wholeNumber,
  writtenPort,
  yesOrNo,
} from './parsers.js';
import type { Reading } from './reading.js';
import { readWebhookSecret } from './secrets.js';
import type { Rules } from '../model.js';
import type { Ages, Config, ProxySettings, WebexAddresses, WebSettings } from './settings.js';
import type { Variable } from './variables.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Webex keeps events for 90 days without Pro Pack; a day less, because a scan takes a while. */
const HORIZON_MS = 89 * DAY_MS;

/** Cisco's sample listened here. */
const DEFAULT_PORT = 5_000;

/** Stands for an age that is missing: it makes the configuration faulty, so nobody ever works with it. */
const NO_AGE = 0;

export function readAges(reading: Reading): Ages {
  reading.required('TARGET_MSG_AGE', `the age from which direct messages are due: ${AGE_FORM}`);
  const targetAgeMs = readDuration(reading, 'TARGET_MSG_AGE', NO_AGE);
  return {
    targetAgeMs,
    horizonAgeMs: readDuration(reading, 'CHECK_EVENTS_FROM_AGE', HORIZON_MS),
    minAgeMs: readDuration(reading, 'MIN_MSG_AGE', targetAgeMs),
  };
}

export function readWeb(reading: Reading): WebSettings {
  const publicUrl = readAddress(reading, 'PUBLIC_URL', `http://localhost:${String(DEFAULT_PORT)}`);
  return {
    publicUrl,
    host: reading.parsed('HOST', '127.0.0.1', {
      parse: host,
      wrong: 'an address or name to listen on, such as 0.0.0.0',
    }),
    port: reading.parsed('PORT', writtenPort(publicUrl) ?? DEFAULT_PORT, {
      parse: port,
      wrong: 'a port number from 1 to 65535',
    }),
    trustProxy: reading.parsed('TRUST_PROXY', null, {
      parse: trustedProxies,
      wrong: 'true, a number of proxies, or their addresses or networks (10.0.0.0/8), comma separated',
    }),
    webhookSecret: readWebhookSecret(reading),
  };
}

export function readRules(reading: Reading): Rules {
  return {
    approvalsRequired: readCount(reading, 'APPROVALS_REQUIRED', { fallback: 1, least: 1 }),
    selfApproval: readYesOrNo(reading, 'SELF_APPROVAL'),
    approvalTtlMs: readDuration(reading, 'APPROVAL_TTL', 3 * DAY_MS),
    gracePeriodMs: reading.parsed('GRACE_PERIOD', 15 * MINUTE_MS, {
      parse: durationOrNone,
      wrong: `${AGE_FORM}, or 0 for none`,
    }),
    confirmAbove: readCount(reading, 'CONFIRM_ABOVE', { fallback: 1_000, least: 0 }),
    maxMessages: readCount(reading, 'MAX_MESSAGES', { fallback: 200_000, least: 0 }),
    canarySize: readCount(reading, 'CANARY_SIZE', { fallback: 50, least: 0 }),
    crossOrg: reading.parsed('CROSS_ORG', 'exclude', {
      parse: oneOf(['exclude', 'include']),
      wrong: 'exclude or include',
    }),
    rehearsal: readYesOrNo(reading, 'REHEARSAL'),
  };
}

export function readSchedule(reading: Reading): Config['schedule'] {
  return {
    cron: reading.parsed('SCHEDULE', null, {
      parse: cron,
      wrong: 'a cron expression of five fields, or six with seconds first, that comes up at least once',
    }),
    timeZone: reading.parsed('SCHEDULE_TIMEZONE', 'UTC', {
      parse: timeZone,
      wrong: 'an IANA time zone such as Europe/Berlin',
    }),
  };
}

export function readWebex(reading: Reading): WebexAddresses {
  return {
    apiUrl: readAddress(reading, 'WEBEX_API_URL', 'https://webexapis.com/v1'),
    u2cUrl: readAddress(reading, 'U2C_SERVICE_URL', null),
    metricsUrl: readAddress(reading, 'METRICS_SERVICE_URL', null),
  };
}

export function readProxy(reading: Reading): ProxySettings {
  const proxy = { parse: proxyAddress, wrong: 'the address of a proxy, such as http://proxy.example.com:3128' };
  return {
    httpProxy: reading.parsed('HTTP_PROXY', null, proxy),
    httpsProxy: reading.parsed('HTTPS_PROXY', null, proxy),
    noProxy: reading.text('NO_PROXY'),
  };
}

export function readLog(reading: Reading): Config['log'] {
  return {
    level: reading.parsed('LOG_LEVEL', 'info', {
      parse: oneOf(['debug', 'info', 'warn', 'error']),
      wrong: 'debug, info, warn or error',
    }),
    format: reading.parsed('LOG_FORMAT', 'json', { parse: oneOf(['json', 'text']), wrong: 'json or text' }),
  };
}

export function readDuration<T extends number | null>(reading: Reading, name: Variable, fallback: T): number | T {
  return reading.parsed<number | T>(name, fallback, { parse: duration, wrong: AGE_FORM });
}

export function readYesOrNo(reading: Reading, name: Variable): boolean {
  return reading.parsed(name, false, { parse: yesOrNo, wrong: 'true or false' });
}

function readCount(reading: Reading, name: Variable, { fallback, least }: { fallback: number; least: number }): number {
  const wrong = `a whole number, ${String(least)} or more`;
  return reading.parsed(name, fallback, { parse: wholeNumber(least), wrong });
}

function readAddress<T extends string | null>(reading: Reading, name: Variable, fallback: T): string | T {
  return reading.parsed<string | T>(name, fallback, {
    parse: address,
    wrong: 'an https address without user or query (http only on localhost, 127.0.0.1, [::1] or 0.0.0.0)',
  });
}

import type { Config, ProxySettings, WebexAddresses, WebSettings } from './settings.js';

/** Every setting that is no secret, under its variable's name: for the audit, and to notice a changed rule. Unset: empty. */
export function publicSettings(config: Config): Readonly<Record<string, string>> {
  const { ages, schedule } = config;
  return {
    ADMIN_ROOM_ID: config.adminRoomId,
    OFFICERS: config.officers.join(','),
    CLIENT_ID: config.oauth.clientId,
    TARGET_MSG_AGE: seconds(ages.targetAgeMs),
    CHECK_EVENTS_FROM_AGE: seconds(ages.horizonAgeMs),
    MIN_MSG_AGE: seconds(ages.minAgeMs),
    ...ofWeb(config.web),
    ...ofRules(config),
    HOLDS_CSV: config.holdsCsv ?? '',
    SCHEDULE: schedule.cron ?? '',
    SCHEDULE_TIMEZONE: schedule.timeZone,
    ...ofNetwork(config.webex, config.proxy),
    NODE_EXTRA_CA_CERTS: config.extraCaCerts ?? '',
    DATA_DIR: config.dataDir,
    KEEP_PURGES: config.keepPurgesMs === null ? '' : seconds(config.keepPurgesMs),
    LOG_LEVEL: config.log.level,
    LOG_FORMAT: config.log.format,
  };
}

function ofWeb({ publicUrl, port, host, trustProxy }: WebSettings) {
  return { PUBLIC_URL: publicUrl, PORT: String(port), HOST: host, TRUST_PROXY: trustProxy ?? '' };
}

function ofRules({ rules, typedApproval, purgeHours, executeAs }: Config) {
  return {
    APPROVALS_REQUIRED: String(rules.approvalsRequired),
    SELF_APPROVAL: String(rules.selfApproval),
    APPROVAL_TTL: seconds(rules.approvalTtlMs),
    TYPED_APPROVAL: String(typedApproval),
    CONFIRM_ABOVE: String(rules.confirmAbove),
    MAX_MESSAGES: String(rules.maxMessages),
    GRACE_PERIOD: seconds(rules.gracePeriodMs),
    CANARY_SIZE: String(rules.canarySize),
    PURGE_HOURS: purgeHours ?? '',
    REHEARSAL: String(rules.rehearsal),
    EXECUTE_AS: executeAs,
    CROSS_ORG: rules.crossOrg,
  };
}

function ofNetwork({ apiUrl, u2cUrl, metricsUrl }: WebexAddresses, { httpProxy, httpsProxy, noProxy }: ProxySettings) {
  return {
    WEBEX_API_URL: apiUrl,
    U2C_SERVICE_URL: u2cUrl ?? '',
    METRICS_SERVICE_URL: metricsUrl ?? '',
    HTTPS_PROXY: hostOf(httpsProxy),
    HTTP_PROXY: hostOf(httpProxy),
    NO_PROXY: noProxy ?? '',
  };
}

/** Which proxy, without the user and password that its address may carry. */
function hostOf(proxy: string | null): string {
  return proxy === null ? '' : new URL(proxy).host;
}

function seconds(ms: number): string {
  return `${String(ms / 1_000)}s`;
}

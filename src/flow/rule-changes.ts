import type { Json, RuleChange } from '../model.js';
import type { Facts } from '../ports.js';

/** Settings by which somebody could loosen what a purge needs, or send tokens elsewhere: a change of one is told to the space. */
const RULES: readonly string[] = [
  'ADMIN_ROOM_ID',
  'WEBEX_API_URL',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'OFFICERS',
  'APPROVALS_REQUIRED',
  'SELF_APPROVAL',
  'APPROVAL_TTL',
  'TYPED_APPROVAL',
  'CONFIRM_ABOVE',
  'MAX_MESSAGES',
  'GRACE_PERIOD',
  'CANARY_SIZE',
  'TARGET_MSG_AGE',
  'CHECK_EVENTS_FROM_AGE',
  'MIN_MSG_AGE',
  'CROSS_ORG',
  'HOLDS_CSV',
  'SCHEDULE',
  'SCHEDULE_TIMEZONE',
  'PURGE_HOURS',
  'REHEARSAL',
  'EXECUTE_AS',
];

const FACT = 'rules of the last start';

export interface NotedRules {
  /** What differs from the last start; nothing at the very first. */
  readonly changes: readonly RuleChange[];
  /** Takes today's rules as known: to be called once the changes were told, so that none is ever lost. */
  remember(): Promise<void>;
}

export async function noteRules(facts: Facts, settings: Readonly<Record<string, string>>): Promise<NotedRules> {
  const today = Object.fromEntries(RULES.map((name) => [name, settings[name] ?? '']));
  const before = await facts.get(FACT);
  return {
    changes: isRecord(before) ? differences(before, today) : [],
    remember: () => facts.set(FACT, today),
  };
}

function differences(
  before: { readonly [key: string]: Json },
  today: Readonly<Record<string, string>>,
): readonly RuleChange[] {
  return RULES.map((name) => ({ name, before: textOf(before[name]), after: today[name] ?? '' })).filter(
    (change) => change.before !== change.after,
  );
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

import type { Config } from '../config.js';
import { isLoopback } from '../configuration/parsers.js';
import { fine, warning, type Finding } from './doctor-finding.js';

const DAY_MS = 86_400_000;
/** Webex's Compliance guide: events older than 90 days need Pro Pack for Control Hub. */
const WITHOUT_PRO_PACK_MS = 90 * DAY_MS;

/** What a faultless configuration may still mean. */
export function checkSettings(config: Config): readonly Finding[] {
  const doubtful = [...horizon(config), ...proxy(config), ...rehearsal(config)];
  return [fine('configuration', 'Every variable can be read, and together they make sense.'), ...doubtful];
}

function horizon({ ages }: Config): readonly Finding[] {
  if (ages.horizonAgeMs <= WITHOUT_PRO_PACK_MS) return [];
  return [
    warning(
      'configuration',
      `CHECK_EVENTS_FROM_AGE is ${days(ages.horizonAgeMs)}, but without Pro Pack Webex shows events of the last 90 days only.`,
      'Make sure that the organisation has Pro Pack for Control Hub, or set CHECK_EVENTS_FROM_AGE to 89d.',
    ),
  ];
}

function days(ms: number): string {
  return `${String(Math.round(ms / DAY_MS))} days`;
}

/** The bot itself speaks plain http: behind an https address something else stands in front of it. */
function proxy({ web: { publicUrl, trustProxy } }: Config): readonly Finding[] {
  const { protocol, hostname } = new URL(publicUrl);
  const behindProxy = protocol === 'https:' && !isLoopback(hostname);
  const trusts = trustProxy !== null && trustProxy !== 'false';
  if (behindProxy && !trusts) {
    return [
      warning(
        'configuration',
        'PUBLIC_URL is https, so a proxy stands in front of the bot, but TRUST_PROXY is not set: all visitors count as one address and share one limit.',
        'Set TRUST_PROXY to the number of proxies in front of the bot, or to their addresses.',
      ),
    ];
  }
  if (behindProxy || !trusts) return [];
  return [
    warning(
      'configuration',
      'TRUST_PROXY is set, but PUBLIC_URL leads to this machine without a proxy: visitors could claim any address.',
      'Remove TRUST_PROXY, or correct PUBLIC_URL.',
    ),
  ];
}

function rehearsal({ rules: { rehearsal: on } }: Config): readonly Finding[] {
  if (!on) return [];
  const todo = 'Remove REHEARSAL when purges are meant to delete.';
  return [warning('configuration', 'REHEARSAL is on: purges run, and delete nothing.', todo)];
}

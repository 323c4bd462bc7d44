import type { PurgeRequest, Rules } from '../model.js';

/**
 * Of two sets of rules the stricter in each point: nobody loosens an open request by changing the settings. A canary is the
 * stricter the fewer messages go before Webex confirms any; none at all is the laxest.
 */
export function stricter(a: Rules, b: Rules): Rules {
  return {
    approvalsRequired: Math.max(a.approvalsRequired, b.approvalsRequired),
    selfApproval: a.selfApproval && b.selfApproval,
    approvalTtlMs: Math.min(a.approvalTtlMs, b.approvalTtlMs),
    gracePeriodMs: Math.max(a.gracePeriodMs, b.gracePeriodMs),
    confirmAbove: Math.min(a.confirmAbove, b.confirmAbove),
    maxMessages: Math.min(a.maxMessages, b.maxMessages),
    canarySize: stricterCanary(a.canarySize, b.canarySize),
    crossOrg: a.crossOrg === 'exclude' ? a.crossOrg : b.crossOrg,
    rehearsal: a.rehearsal || b.rehearsal,
  };
}

function stricterCanary(a: number, b: number): number {
  return a === 0 || b === 0 ? Math.max(a, b) : Math.min(a, b);
}

/** What today's rules take from an open request; null where they take nothing. `expiresAt` moves with APPROVAL_TTL. */
export function tightening(
  { rules, expiresAt }: Pick<PurgeRequest, 'rules' | 'expiresAt'>,
  today: Rules,
): { readonly rules: Rules; readonly expiresAt: string | null } | null {
  const next = stricter(rules, today);
  const names = Object.keys(next) as (keyof Rules)[];
  if (names.every((name) => next[name] === rules[name])) return null;
  const sooner = rules.approvalTtlMs - next.approvalTtlMs;
  return {
    rules: next,
    expiresAt: expiresAt === null ? null : new Date(Date.parse(expiresAt) - sooner).toISOString(),
  };
}

/** How many messages an approval is for, and so the number to type: the whole list, or what remained of it. */
export function countToApprove({ rest, summary }: Pick<PurgeRequest, 'rest' | 'summary'>): number {
  return rest ?? summary?.messages ?? 0;
}

import type { AuditHead, PurgeRequest, Summary } from '../../model.js';
import { shortHash } from '../../printed-head.js';
import { counted, grouped, timeOf } from '../words/figures.js';
import { breakable } from '../words/plain.js';
import { leftOutLabel, messagesOf, startOf } from '../words/request.js';
import type { CardJson, Fact } from './template.js';

/** Rows of senders: the summary holds five, and no more than that is ever drawn. */
const MOST_SENDERS = 5;

/** The figures of a scan, for the cards that lead to a decision. */
export function summaryData({ span, summary }: PurgeRequest): CardJson {
  if (summary === null) throw new Error('a card of a request that was not scanned');
  const leftOut = leftOutFacts(summary);
  return {
    reach: `from ${counted(summary.people, 'person', 'people')} in ${counted(summary.spaces, 'space')}`,
    facts: [
      { title: 'From', value: timeOf(span.from) },
      { title: 'To', value: timeOf(span.to) },
      { title: 'Oldest', value: summary.oldest === null ? 'none' : timeOf(summary.oldest) },
      { title: 'Newest', value: summary.newest === null ? 'none' : timeOf(summary.newest) },
    ],
    senders: summary.busiest
      .slice(0, MOST_SENDERS)
      .map(({ email, messages }) => ({ who: breakable(email), sent: grouped(messages) })),
    hasSenders: summary.busiest.length > 0,
    leftOut,
    hasLeftOut: leftOut.length > 0,
    nothingLeftOut: leftOut.length === 0,
    scanned: `${counted(summary.scanned, 'event')} read`,
  };
}

function leftOutFacts({ leftOut }: Summary): Fact[] {
  return Object.entries(leftOut)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => ({ title: leftOutLabel(reason), value: grouped(count) }));
}

/** What the decision needs besides: the rules, the audit's head, and whether there is anything to click. */
export function approvalData(request: PurgeRequest, head: AuditHead): CardJson {
  const { rules, approvals, expiresAt } = request;
  const messages = messagesOf(request);
  const overLimit = request.state === 'over-limit' || messages > rules.maxMessages;
  const rulesFacts: Fact[] = [
    { title: 'Approvals', value: `${grouped(approvals.length)} of ${grouped(rules.approvalsRequired)} given` },
    { title: 'Expires', value: expiresAt === null ? 'never' : `${timeOf(expiresAt)}; nothing is deleted then` },
    { title: 'Starts', value: startOf(rules, messages) },
  ];
  return {
    rules: rulesFacts,
    open: !overLimit,
    overLimit,
    limit: `More than MAX_MESSAGES (${grouped(rules.maxMessages)}) allows in one purge: it cannot be approved. Ask for a smaller window.`,
    head: `${String(head.seq)} · ${shortHash(head.hash)}`,
    typed: !overLimit && messages > rules.confirmAbove,
  };
}

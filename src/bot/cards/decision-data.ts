import type { AuditHead, LeftOutReason, PurgeRequest, Summary } from '../../model.js';
import { shortHash } from '../../printed-head.js';
import { coverageSentences } from '../words/coverage.js';
import { counted, grouped, timeOf } from '../words/figures.js';
import { holdLines } from '../words/holds.js';
import { comparisonOf, farMoreWords, forecastOf, passingWords } from '../words/outlook.js';
import { breakable } from '../words/plain.js';
import { partsOf } from '../words/split.js';
import { countOf, filtersOf, leftOutLabel, messagesOf, startOf } from '../words/request.js';
import type { CardJson, Fact } from './template.js';
import { weekBars } from './week-bars.js';

/** Rows of senders: the summary holds five, and no more than that is ever drawn. */
const MOST_SENDERS = 5;

/** The figures of a scan, for the cards that lead to a decision. */
export function summaryData({ summary, rules }: PurgeRequest): CardJson {
  if (summary === null) throw new Error('a card of a request that was not scanned');
  return {
    reach: `from ${counted(summary.people, 'person', 'people')} in ${counted(summary.spaces, 'space')}`,
    facts: [
      { title: 'Oldest', value: summary.oldest === null ? 'none' : timeOf(summary.oldest) },
      { title: 'Newest', value: summary.newest === null ? 'none' : timeOf(summary.newest) },
      ...outsideFacts(summary),
    ],
    warnings: warningsIn(summary),
    ...comparisonData(summary),
    weeks: weekBars(summary.weeks),
    hasWeeks: summary.weeks.length > 0,
    senders: summary.busiest
      .slice(0, MOST_SENDERS)
      .map(({ email, messages }) => ({ who: breakable(email), sent: grouped(messages) })),
    hasSenders: summary.busiest.length > 0,
    leftOut: leftOutFacts(summary, rules.crossOrg === 'exclude' ? ['external', 'held'] : ['held']),
    scanned: `${counted(summary.scanned, 'event')} read${goesOn(summary)}`,
    holds: holdLines(summary.holds).map(({ line, grave }) => ({ line: breakable(line, 400), ...emphasis(grave) })),
  };
}

/** What nobody should overlook, the gravest first. */
function warningsIn(summary: Summary): CardJson[] {
  const { coverage, passing } = summary;
  const more = farMoreWords(summary);
  const leaving = passing === null ? null : passingWords(passing);
  const others = [...coverageSentences(coverage), leaving].filter((text) => text !== null);
  return [
    ...(more === null ? [] : [{ text: more, weight: 'Bolder', tone: 'Attention' }]),
    ...others.map((text) => ({ text, weight: 'Default', tone: 'Warning' })),
  ];
}

function emphasis(grave: boolean): CardJson {
  return grave ? { weight: 'Bolder', tone: 'Warning' } : { weight: 'Default', tone: 'Default' };
}

function outsideFacts({ outside }: Summary): Fact[] {
  if (outside === null) return [];
  const { messages, written } = outside;
  return [{ title: 'External', value: `${grouped(messages)}, ${grouped(written)} of them from outside` }];
}

function comparisonData(summary: Summary): CardJson {
  const { previous } = summary;
  return {
    hasPrevious: previous !== null,
    previous: previous === null ? '' : `COMPARED WITH THE LAST PURGE, ${previous.finishedAt.slice(0, 10)}`,
    comparison:
      previous === null ? [] : comparisonOf(summary, previous).map(([title, value]): Fact => ({ title, value })),
  };
}

/** Those in `always` are told even where they are none. */
function leftOutFacts({ leftOut }: Summary, always: readonly LeftOutReason[]): Fact[] {
  return Object.entries(leftOut)
    .filter(([reason, count]) => count > 0 || always.some((one) => one === reason))
    .map(([reason, count]) => ({ title: leftOutLabel(reason), value: grouped(count) }));
}

function goesOn({ continues }: Summary): string {
  return continues === null ? '' : `; what lies before this window was dealt with by ${continues} and earlier purges`;
}

/** How long deletion would take; no fact where nothing would be deleted. */
export function forecastFacts({ summary }: PurgeRequest): Fact[] {
  const forecast = summary?.forecast ?? null;
  return forecast === null ? [] : forecastOf(forecast).map(([title, value]) => ({ title, value }));
}

/** A list that was approved before, and whose rest needs it anew. */
function restFacts({ rest, summary }: PurgeRequest): Fact[] {
  if (rest === undefined) return [];
  const all = grouped(summary?.messages ?? 0);
  return [{ title: 'Again', value: `${grouped(rest)} of ${all} remain; the approvals of before have run out` }];
}

/** A list above the cap: what can be asked for instead. Commands are shown letter by letter, to be copied. */
function partLines({ summary, filters }: PurgeRequest): CardJson[] {
  const { opening, commands, more } = partsOf(summary?.split ?? null, filtersOf(filters));
  return [
    { command: '', text: opening },
    ...commands.map(({ command, size }) => ({ command, text: ` (${size})` })),
    ...(more === null ? [] : [{ command: '', text: more }]),
  ];
}

/** What the decision needs besides: the rules, the audit's head, and whether there is anything to click. */
export function approvalData(request: PurgeRequest, head: AuditHead): CardJson {
  const { rules, approvals, expiresAt } = request;
  const messages = messagesOf(request);
  const overLimit = request.state === 'over-limit' || messages > rules.maxMessages;
  const rulesFacts: Fact[] = [
    ...restFacts(request),
    { title: 'Approvals', value: `${grouped(approvals.length)} of ${grouped(rules.approvalsRequired)} given` },
    ...startOf(rules, messages).map(([title, value]) => ({ title, value })),
    ...forecastFacts(request),
  ];
  return {
    rules: rulesFacts,
    title: overLimit ? 'Too many messages' : 'Purge request',
    deadline: expiresAt === null ? '' : timeOf(expiresAt),
    hasDeadline: !overLimit && expiresAt !== null,
    open: !overLimit,
    overLimit,
    limit: `More than MAX_MESSAGES (${grouped(rules.maxMessages)}) allows in one purge: it cannot be approved.`,
    parts: partLines(request),
    head: `${String(head.seq)} · ${shortHash(head.hash)}`,
    count: grouped(countOf(request)),
    typed: !overLimit && countOf(request) > rules.confirmAbove,
  };
}

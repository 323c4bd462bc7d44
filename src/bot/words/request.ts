import type { Asker, Filters, LeftOutReason, Notice, PurgeRequest, Rules } from '../../model.js';
import { coverageSentences } from './coverage.js';
import { counted, durationOf, grouped, percentOf, spanOf, timeOf } from './figures.js';
import { passingWords } from './outlook.js';
import { plain, quoted, sentence } from './plain.js';
import { splitWords } from './split.js';

/** Said on every card that can lead to a deletion, and in every report. */
export const WHAT_DELETION_MEANS =
  'Deleted messages are hidden from their users. Compliance officers can still read them until the organisation’s retention purges them.';

/** What no scan can see; said so that nobody takes a count for more than it is. */
export const WHAT_IS_NOT_SEEN =
  'Only this window was looked at; without Pro Pack, Webex keeps events for 90 days. Legal holds set in Control Hub cannot be seen by the bot.';

const LEFT_OUT: Readonly<Record<LeftOutReason, string>> = {
  'already-gone': 'Already deleted',
  filtered: 'Filtered out',
  external: 'External',
  bot: 'With a bot',
  'members-unknown': 'Members unknown',
  held: 'On hold',
  'in-open-purge': 'In another purge',
};

export function askerName(asker: Asker | null): string {
  return asker === null ? 'the schedule' : asker.displayName;
}

/** What an approval is for: the list, or what remained of it when it was opened again. */
export function countOf({ rest, summary }: PurgeRequest): number {
  return rest ?? summary?.messages ?? 0;
}

export function messagesOf(request: PurgeRequest): number {
  return request.summary?.messages ?? 0;
}

/** `1,234`, or `between 1,234 and 1,300` where a preview did not ask who is in every room. */
export function rangeOf({ summary }: PurgeRequest): string {
  if (summary === null || summary.atMost <= summary.messages) return grouped(summary?.messages ?? 0);
  return `between ${grouped(summary.messages)} and ${grouped(summary.atMost)}`;
}

/** `person ann@example.com, domain example.org`, not escaped; null where everybody is meant. */
export function filtersOf({ persons, domains }: Filters): string | null {
  const parts = [...persons.map((who) => `person ${who}`), ...domains.map((name) => `domain ${name}`)];
  return parts.length === 0 ? null : parts.join(', ');
}

/** When a run may begin and how it begins, by the rules of the request: pairs of a title and a sentence. */
export function startOf(
  { gracePeriodMs, canarySize, rehearsal }: Rules,
  messages: number,
): readonly [string, string][] {
  const grace = gracePeriodMs === 0 ? 'at once' : `after ${durationOf(gracePeriodMs)} of grace`;
  const hasCanary = !rehearsal && canarySize > 0 && canarySize < messages;
  const first = `${counted(canarySize, 'message')}; the rest once Webex’s event log confirms them`;
  return [
    ['Starts', `${grace}; Stop works all along`],
    ...(hasCanary ? [['First', first] satisfies [string, string]] : []),
  ];
}

export function scanAcceptedWords({ request, ahead }: Notice & { kind: 'scan-accepted' }): string {
  const filters = filtersOf(request.filters);
  const only = filters === null ? '' : `, only ${plain(filters, 300)}`;
  const next = request.kind === 'preview' ? 'A summary follows; nothing is deleted.' : 'A card to approve follows.';
  const begins = ahead === 0 ? 'scanning' : `waiting for ${counted(ahead, 'other scan')}, then scanning`;
  return `**${request.id}**: ${begins} direct messages from ${spanOf(request.span)}${only}. ${next}`;
}

export function scanFailedWords({ request, message, hint }: Notice & { kind: 'scan-failed' }): string {
  return `**${request.id}**: the scan failed, and nothing was deleted. ${sentence(message)} ${sentence(hint)}`;
}

export function nothingDueWords(request: PurgeRequest): string {
  return `**${request.id}**: nothing to delete from ${spanOf(request.span)}. ${readWords(request)} ${WHAT_IS_NOT_SEEN}`;
}

/** Of a scan that could not read everything nobody may read that there is nothing to delete. */
export function nothingReadWords(request: PurgeRequest): string {
  const isFailed = (request.summary?.coverage.holes ?? []).length > 0;
  const again = isFailed ? ' Ask again later; the next scan of the policy looks there again.' : '';
  return `**${request.id}**: 0 found in what could be read of ${spanOf(request.span)}. ${readWords(request)}${again} ${WHAT_IS_NOT_SEEN}`;
}

function readWords({ summary }: PurgeRequest): string {
  const left = Object.entries(summary?.leftOut ?? {}).filter(([, count]) => count > 0);
  const leftOut = left.map(([reason, count]) => `${leftOutLabel(reason).toLowerCase()} ${grouped(count)}`).join(', ');
  return [
    `${counted(summary?.scanned ?? 0, 'event')} read.`,
    ...(leftOut === '' ? [] : [`Left out: ${leftOut}.`]),
    ...(summary === null ? [] : coverageSentences(summary.coverage)),
  ].join(' ');
}

/** Repeated each day as long as nobody decides. */
export function passingOutWords({ id, summary, expiresAt }: PurgeRequest): string {
  const passing = summary?.passing ?? null;
  const what = (passing === null ? null : passingWords(passing)) ?? 'Some of these pass out of reach.';
  const until = expiresAt === null ? '' : ` It expires ${timeOf(expiresAt)}.`;
  return `**${id}** waits for a decision. ${what}${until}`;
}

/** `35 % of the time read, 1,200,000 events, about 2 minutes left`. */
export function scanProgressWords({ request, progress }: Notice & { kind: 'scan-progress' }): string {
  const { read, share, elapsedMs } = progress;
  const leftMs = share > 0 && share < 1 ? (elapsedMs / share) * (1 - share) : null;
  const left = leftMs === null ? '' : `, about ${durationOf(leftMs)} left`;
  const done = share < 1 ? `${percentOf(share, 1)} of its time read` : 'all read, making the list';
  return `**${request.id}**: still scanning after ${durationOf(elapsedMs)}: ${done}, ${counted(read, 'event')}${left}.`;
}

export function leftOutLabel(reason: string): string {
  return Object.hasOwn(LEFT_OUT, reason) ? LEFT_OUT[reason as LeftOutReason] : reason;
}

export function overLimitWords(request: PurgeRequest): string {
  const { id, rules, summary, filters } = request;
  const why = `**${id}**: ${counted(messagesOf(request), 'message')} are due, more than MAX_MESSAGES (${grouped(rules.maxMessages)}) allows in one purge. It cannot be approved.`;
  return `${why} ${splitWords(summary?.split ?? null, filtersOf(filters))}`;
}

export function listFileWords(request: PurgeRequest): string {
  return `The frozen list of **${request.id}**: ${counted(messagesOf(request), 'message')}, no message text. Digest of the manifest: \`${request.digest ?? 'none'}\`.`;
}

/** `Deletion starts 2026-11-24 15:15 UTC`, or of what else begins then. */
export function beginsWords({ startsAt, rules }: PurgeRequest): string {
  return `${beginningOf(rules)} starts ${startsAt === null ? 'now' : timeOf(startsAt)}`;
}

/** What starts when the grace is over. */
export function beginningOf({ rehearsal }: Rules): string {
  return rehearsal ? 'The rehearsal' : 'Deletion';
}

export function approvedWords(request: PurgeRequest): string {
  const last = request.approvals.at(-1);
  const by = last === undefined ? 'nobody' : plain(last.officer.displayName);
  const comment = last?.comment ? ` ${quoted(last.comment)}` : '';
  return `**${request.id}** is approved by ${by}.${comment} ${beginsWords(request)}, for ${counted(messagesOf(request), 'message')}; until then and during the run, \`stop\` halts it.`;
}

export function approvalCountedWords({ id, approvals, rules }: PurgeRequest): string {
  const last = approvals.at(-1);
  const by = last === undefined ? 'nobody' : plain(last.officer.displayName);
  const comment = last?.comment ? ` ${quoted(last.comment)}` : '';
  const missing = counted(Math.max(0, rules.approvalsRequired - approvals.length), 'more approval');
  return `**${id}**: ${by} approved, ${grouped(approvals.length)} of ${grouped(rules.approvalsRequired)}.${comment} ${missing} by other officers ${approvals.length + 1 === rules.approvalsRequired ? 'is' : 'are'} needed; nothing is deleted before that.`;
}

export function endedWords(request: PurgeRequest, kind: 'rejected' | 'cancelled' | 'expired'): string {
  const { ending } = request;
  const by = ending === null ? '' : ` by ${plain(ending.byName)}`;
  const reason = ending?.reason ? ` ${quoted(ending.reason)}` : '';
  const rest = leftByEnding(request);
  if (kind === 'expired') return `**${request.id}** expired undecided. ${rest} Ask again if it is still wanted.`;
  return `**${request.id}** was ${kind}${by}.${reason} ${rest}`;
}

/** What an end that somebody put to a request leaves behind. */
export function leftByEnding({ run, rules }: PurgeRequest): string {
  return run === null || rules.rehearsal
    ? 'Nothing was deleted.'
    : 'What was deleted before stays deleted; nothing more will be.';
}

export function withdrawnWords({ id, ending }: PurgeRequest): string {
  const by = ending?.replacedBy === undefined ? 'A later request' : `**${plain(ending.replacedBy, 32)}**`;
  return `**${id}** is withdrawn: ${by}, asked by the same, covers an overlapping window and takes its place. Nothing of it was deleted.`;
}

export function overlappingWords({ request, others }: Notice & { kind: 'overlapping' }): string {
  const listed = others.map(({ id, asker }) => `**${id}** (asked by ${plain(askerName(asker))})`).join(', ');
  const stand = others.length === 1 ? 'is open already and stays open' : 'are open already and stay open';
  return `The window of **${request.id}** overlaps with that of ${listed}, which ${stand}. Decide which one is meant; \`reject ID REASON\` ends the other.`;
}

/** The only notice that mentions people: those whose approval would still count. */
export function reminderWords({ request, mentioned }: Notice & { kind: 'reminder' }): string {
  const names = mentioned.map(({ id }) => `<@personId:${id}>`).join(' ');
  const missing = counted(Math.max(0, request.rules.approvalsRequired - request.approvals.length), 'approval');
  const until = request.expiresAt === null ? '' : ` It expires ${timeOf(request.expiresAt)}; nothing is deleted then.`;
  return `${names}${names === '' ? '' : ': '}**${request.id}** still waits for a decision: ${counted(countOf(request), 'message')}, ${missing} missing.${until} The card is at the top of this thread.`;
}

export function reopenedWords({ request, byName }: Notice & { kind: 'reopened' }): string {
  return `**${request.id}** stood still for longer than its approvals hold, so ${plain(byName)} opened it again: ${counted(countOf(request), 'message')} of its list ${countOf(request) === 1 ? 'remains' : 'remain'}. They are deleted only if officers approve that anew, on the new card.`;
}

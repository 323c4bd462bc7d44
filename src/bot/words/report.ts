import type { Figures, Notice, Outcome, PurgeRequest, ReportFileNote } from '../../model.js';
import { printedHead } from '../../printed-head.js';
import { coverageSentences } from './coverage.js';
import { counted, durationOf, grouped, spanOf } from './figures.js';
import { plain } from './plain.js';
import { messagesOf, WHAT_DELETION_MEANS } from './request.js';

export const OUTCOME: Readonly<Record<Outcome, string>> = {
  deleted: 'deleted',
  'already-gone': 'already gone',
  held: 'kept: on hold',
  denied: 'denied by Webex',
  locked: 'locked by Webex',
  failed: 'failed',
  'not-attempted': 'not attempted',
};

const UNFINISHED: readonly Outcome[] = ['denied', 'locked', 'failed', 'not-attempted'];

/** The outcomes that occurred, in the order of the list above. */
export function outcomesOf(outcomes: Readonly<Record<Outcome, number>>): { outcome: Outcome; count: number }[] {
  return (Object.keys(OUTCOME) as Outcome[])
    .map((outcome) => ({ outcome, count: outcomes[outcome] }))
    .filter(({ count }) => count > 0);
}

const COPY: Readonly<Record<(Notice & { kind: 'report' })['copy'], string>> = {
  first: '',
  repeated: ' (sent again)',
  corrected: ' (corrected: Webex’s event log confirms more by now)',
};

export function reportWords({ request, figures, head, copy, file }: Notice & { kind: 'report' }): string {
  const again = COPY[copy];
  const approvers = request.approvals.map(({ officer }) => plain(officer.displayName)).join(', ');
  return [
    `**${request.id}: ${request.state}**${again}`,
    `${counted(figures.candidates, 'message')} from ${spanOf(request.span)}, approved by ${approvers === '' ? 'nobody' : approvers}; took ${durationOf(figures.durationMs)}.`,
    outcomeLines(figures),
    request.state === 'incomplete' ? unfinishedWords(request, figures) : '',
    request.summary === null ? '' : coverageSentences(request.summary.coverage).join(' '),
    request.rules.rehearsal ? '' : WHAT_DELETION_MEANS,
    fileWords(request.id, file),
    printedHead(head, { post: 'report', purge: request.id }),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function outcomeLines(figures: Figures): string {
  const { outcomes, verified, wouldBeHeld = 0 } = figures;
  const lines = outcomesOf(outcomes).map(({ outcome, count }) => `- ${grouped(count)} ${OUTCOME[outcome]}`);
  if (outcomes.deleted > 0) {
    lines.push(`- ${grouped(verified)} of ${grouped(outcomes.deleted)} confirmed by Webex’s event log`);
  }
  if (wouldBeHeld > 0) lines.push(`- ${grouped(wouldBeHeld)} of these a hold would keep from a real run`);
  return lines.join('\n');
}

/** Why a purge is incomplete, and what would complete it. */
function unfinishedWords(request: PurgeRequest, { outcomes }: Figures): string {
  if (request.rules.rehearsal) return remainderWords(request);
  const why = UNFINISHED.filter((outcome) => outcomes[outcome] > 0).map(
    (outcome) => `${grouped(outcomes[outcome])} ${OUTCOME[outcome]}`,
  );
  return `Incomplete: ${why.join(', ')}. ${remainderWords(request)}`;
}

/** What can be done about what an incomplete purge left. */
export function remainderWords({ id, rules }: PurgeRequest): string {
  return rules.rehearsal
    ? 'This was a rehearsal, and it is over. To delete these messages, ask anew without REHEARSAL.'
    : `To try these again, write \`resume ${id}\`; to end it for good, \`cancel ${id}\`.`;
}

function fileWords(id: string, file: ReportFileNote): string {
  switch (file) {
    case 'attached':
      return '`report.csv` is attached: one line a message, no message text.';
    case 'gzipped':
      return '`report.csv.gz` is attached: one line a message, no message text.';
    case 'too-large':
      return `The report is too large for Webex. It stands on the bot’s machine as \`purges/${id}/report.csv\` in its data folder.`;
  }
}

/** One line of `history`: what came of it. */
export function resultOf(request: { figures: Figures | null } & Parameters<typeof messagesOf>[0]): string {
  if (request.figures === null) return counted(messagesOf(request), 'message');
  const done = outcomesOf(request.figures.outcomes);
  return done.map(({ outcome, count }) => `${grouped(count)} ${OUTCOME[outcome]}`).join(', ');
}

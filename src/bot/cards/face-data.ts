import type { Approval, CardFace, Ending, Progress, PurgeRequest, Rules } from '../../model.js';
import { counted, durationOf, grouped, percentOf, spanOf, timeOf } from '../words/figures.js';
import { breakable, LONGEST_COMMENT } from '../words/plain.js';
import { OUTCOME, outcomesOf, remainderWords } from '../words/report.js';
import {
  askerName,
  beginningOf,
  filtersOf,
  leftByEnding,
  messagesOf,
  rangeOf,
  WHAT_DELETION_MEANS,
  WHAT_IS_NOT_SEEN,
} from '../words/request.js';
import { paceWords, phaseWords, stopCauseText } from '../words/run.js';
import { closedTitle } from './closed-title.js';
import { approvalData, forecastFacts, summaryData } from './decision-data.js';
import type { CardJson, Fact } from './template.js';

/** Approvals drawn; a quorum larger than that says how many more there are. */
const MOST_APPROVALS = 3;
/** Characters of their comments together: a card stays small. The audit has them whole. */
const COMMENTS_TOGETHER = 300;

/** What the templates of cards/ put in: text, figures already written out, and which parts to show. */
export function faceData(card: CardFace): CardJson {
  const common = { ...requestData(card.request), ...peopleData(card.request) };
  switch (card.face) {
    case 'preview':
      return { ...common, ...summaryData(card.request), ...previewData(card.request) };
    case 'approval':
      return { ...common, ...summaryData(card.request), ...approvalData(card.request, card.head) };
    case 'grace':
      return { ...common, ...graceData(card.request) };
    case 'progress':
      return {
        ...common,
        ...progressData(card.progress),
        phase: sentence(phaseWords(card.progress.phase, card.request)),
      };
    case 'stopped':
      return { ...common, ...stoppedData(card) };
    case 'closed':
      return { ...common, ...closedData(card.request) };
  }
}

function requestData(request: PurgeRequest): CardJson {
  const messages = messagesOf(request);
  const filters = filtersOf(request.filters);
  return {
    id: request.id,
    nonce: request.nonce,
    count: grouped(messages),
    countLabel: messages === 1 ? 'direct message' : 'direct messages',
    window: spanOf(request.span),
    digest: request.digest ?? '',
    hasDigest: request.digest !== null,
    filters: breakable(filters ?? '', 300),
    hasFilters: filters !== null,
    meaning: WHAT_DELETION_MEANS,
    unseen: WHAT_IS_NOT_SEEN,
  };
}

function previewData(request: PurgeRequest): CardJson {
  const ahead = forecastFacts(request);
  return { count: rangeOf(request), ahead, hasAhead: ahead.length > 0 };
}

function peopleData({ asker, approvals, rules }: PurgeRequest): CardJson {
  const shown = approvals.slice(0, MOST_APPROVALS);
  const hidden = approvals.length - shown.length;
  const longest = Math.min(LONGEST_COMMENT, Math.floor(COMMENTS_TOGETHER / Math.max(1, shown.length)));
  return {
    asker: breakable(askerName(asker)),
    askerEmail: asker === null ? unattended(rules) : ` (${breakable(asker.email)})`,
    approvals: shown.map((approval) => approvalRow(approval, longest)),
    moreApprovals: `and ${counted(hidden, 'more approval')}`,
    hasMoreApprovals: hidden > 0,
  };
}

/** Two people stand behind a purge that somebody asked for; behind a scheduled one only those who approve it. */
function unattended({ approvalsRequired }: Rules): string {
  return approvalsRequired === 1 ? '; one person alone decides' : '';
}

function approvalRow({ officer, at, comment }: Approval, longest: number): CardJson {
  const said = breakable(comment ?? '', longest);
  return { by: breakable(officer.displayName), at: timeOf(at), comment: said === '' ? ' ' : ` “${said}”` };
}

function graceData({ startsAt, rules }: PurgeRequest): CardJson {
  return {
    begins: `${beginningOf(rules)} starts `,
    starts: startsAt === null ? 'now' : timeOf(startsAt),
    before: rules.rehearsal ? 'Nothing is deleted, then or later.' : 'Until then nothing is deleted.',
    means: rules.rehearsal ? '' : WHAT_DELETION_MEANS,
  };
}

function stoppedData({ request, progress }: CardFace & { face: 'stopped' }): CardJson {
  const at = request.run?.stopped?.at;
  return {
    ...progressData(progress),
    pace: `${percentOf(progress.done, progress.total)} done${at === undefined ? '' : `, stopped ${timeOf(at)}`}`,
    cause: causeOf(request),
    longest: durationOf(request.rules.approvalTtlMs),
  };
}

function progressData(progress: Progress): CardJson {
  return {
    done: grouped(progress.done),
    total: `of ${counted(progress.total, 'message')}`,
    pace: paceWords(progress),
    // What a run has not reached yet shows in the total; only a report calls it not attempted.
    outcomes: outcomeFacts({ ...progress.outcomes, 'not-attempted': 0 }),
  };
}

function outcomeFacts(outcomes: Progress['outcomes']): Fact[] {
  return outcomesOf(outcomes).map(({ outcome, count }) => ({
    title: sentence(OUTCOME[outcome]),
    value: grouped(count),
  }));
}

function causeOf({ run }: PurgeRequest): string {
  const cause = run?.stopped?.cause;
  return cause === undefined ? 'It was stopped.' : breakable(stopCauseText(cause), LONGEST_COMMENT);
}

function closedData(request: PurgeRequest): CardJson {
  const { ending, figures } = request;
  const finishedAt = request.run?.finishedAt ?? null;
  const { title, tone, ended } = closedTitle(request);
  const deleted = figures?.outcomes.deleted ?? 0;
  return {
    title,
    tone,
    ended,
    ...endingData(ending),
    left: leftByEnding(request),
    // Text of a card has no marks for code.
    remainder: remainderWords(request).replaceAll('`', ''),
    hasRemainder: request.state === 'incomplete',
    hasFigures: figures !== null,
    outcomes: figures === null ? [] : outcomeFacts(figures.outcomes),
    verified: `${grouped(figures?.verified ?? 0)} of ${grouped(deleted)} deletions confirmed by Webex’s event log`,
    hasDeleted: deleted > 0,
    finished: finishedAt === null ? '' : `Finished ${timeOf(finishedAt)}`,
  };
}

function endingData(ending: Ending | null): CardJson {
  const said = breakable(ending?.reason ?? '', LONGEST_COMMENT);
  return {
    hasEnding: ending !== null,
    endedBy: ending === null ? '' : breakable(ending.byName),
    endedAt: ending === null ? '' : timeOf(ending.at),
    instead: ending?.replacedBy === undefined ? ' ' : ` in favour of ${breakable(ending.replacedBy)}`,
    reason: said === '' ? ' ' : ` “${said}”`,
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

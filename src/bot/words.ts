import type { AuditHead, Notice } from '../model.js';
import { printedHead } from '../printed-head.js';
import { isOfRehearsal, saidAsRehearsal } from './rehearsal.js';
import { cardText } from './words/card-text.js';
import { fit } from './words/fit.js';
import { folderAcceptedWords, folderBehindWords } from './words/folder.js';
import * as onHold from './words/holds.js';
import { helpWords } from './words/help.js';
import {
  officerReissuedWords,
  officersShortWords,
  onlookersWords,
  signedInWords,
  signedOutWords,
  signInEndedWords,
  signInEndsWords,
  signInErasedWords,
  signInLines,
  whoamiWords,
} from './words/people.js';
import { deafWords, stoppingWords } from './words/connection.js';
import { plain, sentence } from './words/plain.js';
import { clockSkew, refusalWords } from './words/refusal.js';
import { reportWords } from './words/report.js';
import * as about from './words/request.js';
import { interruptedWords, resumedWords, runGoesOnWords, runWaitsWords, stoppedWords } from './words/run.js';
import { scheduleLateWords, scheduleSkippedWords, scheduleWaitingWords, scheduleWords } from './words/schedule.js';
import { historyWords, statusWords } from './words/status.js';

/** Notices of a step after which an older copy of the data folder must not go on: their posts show the audit's head. */
const SHOWING_THE_HEAD: ReadonlySet<Notice['kind']> = new Set<Notice['kind']>([
  'approval-counted',
  'approved',
  'rejected',
  'withdrawn',
  'reopened',
  'cancelled',
  'expired',
  'stopped',
  'resumed',
  'folder-accepted',
  'hold-added',
  'hold-removed',
]);

/**
 * A notice in Webex markdown, at most 7,439 bytes. Foreign text in it stays text and mentions nobody.
 * @param head the audit's, which notices of a step on record end in. Approval cards and reports bring their own.
 */
export function words(notice: Notice, head?: AuditHead): string {
  const said = isOfRehearsal(notice) ? saidAsRehearsal(wordsOf(notice)) : wordsOf(notice);
  return fit(head !== undefined && SHOWING_THE_HEAD.has(notice.kind) ? `${said}\n\n${printedHead(head)}` : said);
}

function wordsOf(notice: Notice): string {
  switch (notice.kind) {
    case 'help':
      return helpWords(notice);
    case 'whoami':
      return whoamiWords(notice);
    case 'status':
      return statusWords(notice);
    case 'refused':
      return notice.to === '' ? refusalWords(notice.refusal) : `${plain(notice.to)}: ${refusalWords(notice.refusal)}`;
    case 'told-directly':
      return `${plain(notice.to)}: sign in first; how to is in a direct message from me. Nothing was decided.`;
    case 'sign-in-link':
      return signInLines(notice.signIn).join('\n\n');
    case 'signed-in':
      return signedInWords(notice.session);
    case 'signed-out':
      return signedOutWords(notice.name, notice.had);
    case 'sign-in-ended':
      return signInEndedWords(notice);
    case 'sign-in-ends':
      return signInEndsWords(notice);
    case 'sign-in-erased':
      return signInErasedWords(notice.name);
    case 'card':
      return cardText(notice.card);
    case 'history':
      return historyWords(notice.requests);
    case 'schedule':
      return scheduleWords(notice);
    case 'schedule-waiting':
      return scheduleWaitingWords(notice);
    case 'schedule-skipped':
      return scheduleSkippedWords(notice);
    case 'started':
      return startedWords(notice);
    case 'officer-reissued':
      return officerReissuedWords(notice.address);
    case 'officers-short':
      return officersShortWords(notice);
    case 'onlookers':
      return onlookersWords(notice.people);
    case 'deaf':
      return deafWords(notice.silence);
    case 'stopping':
      return stoppingWords(notice.runs);
    case 'holds':
      return onHold.holdListWords(notice);
    case 'hold-added':
      return onHold.holdAddedWords(notice);
    case 'hold-removed':
      return onHold.holdRemovedWords(notice);
    case 'holds-file':
      return onHold.holdsFileWords(notice);
    case 'clock-skew':
      return clockSkew(notice.skewMs);
    case 'folder-behind':
      return folderBehindWords(notice);
    case 'folder-accepted':
      return folderAcceptedWords(notice);
    case 'audit-unwritable':
      return `That was not done, because it could not be put on record: ${sentence(notice.message)} ${sentence(notice.hint)}`;
    case 'failure':
      return `That did not work: ${sentence(notice.message)} ${sentence(notice.hint)}`;
    default:
      return aboutRequest(notice);
  }
}

/** What is said about one request on its way. */
function aboutRequest(notice: Exclude<Notice, { kind: EarlierKind }>): string {
  switch (notice.kind) {
    case 'scan-accepted':
      return about.scanAcceptedWords(notice);
    case 'scan-failed':
      return about.scanFailedWords(notice);
    case 'nothing-due':
      return about.nothingDueWords(notice.request);
    case 'nothing-in-what-was-read':
      return about.nothingReadWords(notice.request);
    case 'passing':
      return about.passingOutWords(notice.request);
    case 'scan-progress':
      return about.scanProgressWords(notice);
    case 'list-file':
      return about.listFileWords(notice.request);
    case 'list-sent':
      return `The list of **${notice.request.id}** went to ${plain(notice.to)} by direct message.`;
    case 'another-approval-needed':
      return onHold.anotherNeededWords(notice);
    case 'approved':
      return about.approvedWords(notice.request);
    case 'approval-counted':
      return about.approvalCountedWords(notice.request);
    case 'withdrawn':
      return about.withdrawnWords(notice.request);
    case 'reopened':
      return about.reopenedWords(notice);
    case 'overlapping':
      return about.overlappingWords(notice);
    case 'reminder':
      return about.reminderWords(notice);
    case 'rejected':
    case 'cancelled':
    case 'expired':
      return about.endedWords(notice.request, notice.kind);
    case 'stopped':
      return stoppedWords(notice);
    case 'resumed':
      return resumedWords(notice.request, notice.byName);
    case 'schedule-late':
      return scheduleLateWords(notice);
    case 'interrupted':
      return interruptedWords(notice.requests);
    case 'run-waits':
      return runWaitsWords(notice);
    case 'run-goes-on':
      return runGoesOnWords(notice);
    case 'report':
      return reportWords(notice);
  }
}

type EarlierKind =
  | 'help'
  | 'whoami'
  | 'status'
  | 'refused'
  | 'told-directly'
  | 'sign-in-link'
  | 'signed-in'
  | 'signed-out'
  | 'sign-in-ended'
  | 'sign-in-ends'
  | 'sign-in-erased'
  | 'card'
  | 'history'
  | 'schedule'
  | 'schedule-waiting'
  | 'schedule-skipped'
  | 'started'
  | 'officer-reissued'
  | 'officers-short'
  | 'onlookers'
  | 'deaf'
  | 'stopping'
  | 'holds'
  | 'hold-added'
  | 'hold-removed'
  | 'holds-file'
  | 'clock-skew'
  | 'folder-behind'
  | 'folder-accepted'
  | 'audit-unwritable'
  | 'failure';

function startedWords({ version, changedRules, unknownOfficers }: Notice & { kind: 'started' }): string {
  const rules = changedRules.map(
    ({ name, before, after }) =>
      `- \`${name}\`: ${plain(before, 200) || 'nothing'} → ${plain(after, 200) || 'nothing'}`,
  );
  const unknown = unknownOfficers.map((who) => plain(who)).join(', ');
  return [
    `I am here (version ${plain(version)}). \`help\` says what I can do.`,
    rules.length === 0 ? '' : `**Rules changed since the last start:**\n${rules.join('\n')}`,
    unknown === '' ? '' : `Webex does not know these of OFFICERS, so they cannot decide: ${unknown}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

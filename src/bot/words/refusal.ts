import type { PurgeRequest, Refusal, RequestState } from '../../model.js';
import { counted, durationOf, grouped, timeOf } from './figures.js';
import { FOLDER_BEHIND } from './folder.js';
import { holdRefusalWords } from './holds.js';
import { signInLines } from './people.js';
import { plain, quoted } from './plain.js';

/** Where a request or purge stands, as the end of “It …”. */
const STANDING: Readonly<Record<RequestState, string>> = {
  scanning: 'is still being scanned',
  previewed: 'is a preview',
  'nothing-due': 'found nothing to put on a list',
  'over-limit': 'is above MAX_MESSAGES and cannot be approved',
  failed: 'ended because its scan failed',
  awaiting: 'waits for a decision',
  rejected: 'was rejected',
  expired: 'expired undecided',
  withdrawn: 'was withdrawn: a later request took its place',
  cancelled: 'was cancelled',
  approved: 'is approved and in its grace period',
  running: 'is running',
  stopped: 'is stopped',
  completed: 'is completed',
  incomplete: 'ended incomplete',
};

/** A rehearsal deletes nothing, so that it always ends incomplete: nothing of it is left to do. */
export function standingOf({ state, rules }: PurgeRequest): string {
  return state === 'incomplete' && rules.rehearsal ? 'was rehearsed to its end: nothing was deleted' : STANDING[state];
}

/** Why somebody may not do what they asked, and what would help. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'not-officer':
      return 'Only compliance officers may do this. Whoever runs the bot keeps the list (OFFICERS). `stop` works for every member of this space.';
    case 'not-signed-in':
      return [
        'Sign in first, so that Webex can check your role, then do it again.',
        ...signInLines(refusal.signIn),
      ].join('\n\n');
    case 'role-refused':
      return roleRefused(refusal.status);
    case 'role-unknown':
      return 'Webex could not be asked for your role as compliance officer. Nothing was done; try again in a few minutes.';
    case 'wrong-space':
      return 'I work in one admin space only, and this is not it. Nothing was done.';
    case 'forged':
      return 'That click does not come from a card of mine. Nothing was done; it is in the audit.';
    case 'own-request':
      return 'You asked for this purge, so somebody else must approve it. Another officer can click **Approve**; you can still click **Reject**.';
    case 'approved-before':
      return 'Your approval already counts. Another officer has to give the next one.';
    case 'count-wrong':
      return countWrong(refusal.typed, refusal.expected);
    case 'reason-missing':
      return 'A rejection needs a reason. Write it into the card’s comment and click **Reject** again.';
    case 'over-limit':
      return `${counted(refusal.messages, 'message')} are more than MAX_MESSAGES (${grouped(refusal.maxMessages)}) allows. Ask for a smaller window.`;
    case 'queue-full':
      return `${counted(refusal.waiting, 'scan')} already wait. Try again when one of them is done; \`status\` shows them.`;
    case 'clock-skew':
      return clockSkew(refusal.skewMs);
    case 'folder-behind':
      return `Nothing was done. ${FOLDER_BEHIND} \`status\` says more.`;
    case 'account-changed':
      return `Webex no longer knows you by ${plain(refusal.email)}, the address in OFFICERS, so nothing was decided. Whoever runs the bot should check OFFICERS and start it again.`;
    case 'already-held':
    case 'not-held':
    case 'held-by-file':
      return holdRefusalWords(refusal);
    case 'disk-full':
      return `Only ${megabytes(refusal.freeBytes)} are free on the disk of the bot, and a scan may need ${megabytes(refusal.neededBytes)}. Nothing was begun. Whoever runs the bot has to make room under DATA_DIR.`;
    case 'nothing-running':
      return 'Nothing is running, so there is nothing to stop.';
    default:
      return aboutRequest(refusal);
  }
}

type AboutRequest = Extract<Refusal, { id: string }>;

function aboutRequest(refusal: AboutRequest): string {
  const id = plain(refusal.id, 32);
  switch (refusal.reason) {
    case 'unknown-request':
      return `I know no request \`${id.replaceAll('`', '')}\`. \`status\` and \`history\` show the ids; previews, and scans that found nothing, are forgotten after 90 days.`;
    case 'stale-card':
      return `This card of ${id} is an older copy. Use the newest one.`;
    case 'not-open':
      return `${id} ${STANDING[refusal.state]}${since(refusal)}. Nothing was changed.`;
    case 'not-running':
      return `${id} ${STANDING[refusal.state]}, so there is nothing to stop.`;
    case 'not-frozen':
      return `${id} ${STANDING[refusal.state]}: it has no list. Only \`purge\` freezes one.`;
    case 'no-report':
      return `${id} ${STANDING[refusal.state]}: it has no report yet.`;
    case 'files-removed':
      return `The files of ${id} were removed on ${timeOf(refusal.at)}: they were older than KEEP_PURGES allows. Their digests, and everything that happened, are still in the audit.`;
    case 'only-asker':
      return `${id} still waits for a decision; only ${refusal.asker === null ? 'the schedule' : plain(refusal.asker.displayName)} asked for it and may cancel it. You can write \`reject ${id} REASON\`.`;
    case 'card-changed':
      return `The card of ${id} is no longer the one I posted, so this click does not count. I post it anew: check it, then decide there.`;
    case 'rule-tightened':
      return `${id} cannot be approved any more: since it was asked for, ${refusal.rule} was tightened, and its list may reach further than that allows. Ask for a new purge.`;
    case 'asked-before':
      return `This preview was used already: the request is **${id}**. Nothing was asked a second time.`;
    case 'stood-too-long':
      return `${id} stood still for too long: its approvals have run out. Ask for a new purge of the same window.`;
    case 'approvals-unproven':
      return `${id} does not go on. ${unprovenWords(refusal)}`;
  }
}

/** What is wrong where the approvals on disk are not the clicks that Webex keeps. */
export function unprovenWords({ proven, required }: { proven: number; required: number }): string {
  return `Of ${counted(required, 'approval')} needed, Webex confirms ${grouped(proven)}: the rest are not clicks by today’s officers on the card in this space. Find out whether somebody changed the bot’s data folder, then ask for a new purge.`;
}

function since({ ending, approvals, finishedAt }: Extract<Refusal, { reason: 'not-open' }>): string {
  if (ending !== null) {
    const instead = ending.replacedBy === undefined ? '' : ` for ${plain(ending.replacedBy, 32)}`;
    const reason = ending.reason === null ? '' : `: ${quoted(ending.reason)}`;
    return `${instead} (by ${plain(ending.byName)}, ${timeOf(ending.at)}${reason})`;
  }
  const last = approvals.at(-1);
  if (last === undefined) return '';
  const finished = finishedAt === undefined ? '' : `; finished ${timeOf(finishedAt)}`;
  return ` (approved by ${plain(last.officer.displayName)}, ${timeOf(last.at)}${finished})`;
}

function roleRefused(status: number | null): string {
  return status === null
    ? 'Your sign-in has ended, so that Webex cannot be asked for your role. Write `signin` and sign in again.'
    : `Webex does not accept you as a compliance officer (it answered ${String(status)}). Check in Control Hub that you still hold the role; if you do, write \`signin\` and sign in again.`;
}

function countWrong(typed: string, expected: number): string {
  const given = typed === '' ? 'The number field was empty' : `You typed ${quoted(typed, 20)}`;
  return `${given}; this card lists exactly ${grouped(expected)} messages. Nothing was approved: check the card, type that number and click **Approve** again.`;
}

/** @param skewMs our clock minus Webex's. */
export function clockSkew(skewMs: number): string {
  const way = skewMs > 0 ? 'ahead of' : 'behind';
  return `The clock of the bot’s machine is ${durationOf(Math.abs(skewMs))} ${way} Webex’s, so ages cannot be trusted. Nothing is scanned or deleted until it is set right (within five minutes).`;
}

function megabytes(bytes: number): string {
  return `${grouped(Math.floor(bytes / 1024 / 1024))} MB`;
}

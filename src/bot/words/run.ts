import type { Notice, Progress, PurgeRequest, RunPhase, StopCause } from '../../model.js';
import { counted, durationOf, grouped, paceOf, percentOf, timeOf } from './figures.js';
import { FOLDER_BEHIND } from './folder.js';
import { neutral, plain, sentence } from './plain.js';
import { clockSkew, unprovenWords } from './refusal.js';

const PHASE: Readonly<Record<RunPhase, string>> = {
  purging: 'deleting',
  canary: 'waiting for Webex’s event log to confirm the first deletions',
  outage: 'waiting until Webex answers again',
  hours: 'waiting for PURGE_HOURS',
  verifying: 'checking the deletions against Webex’s event log',
  reporting: 'writing the report',
};

/** What a run does now, as the end of “It is …”. */
export function phaseWords(phase: RunPhase, { rules }: PurgeRequest): string {
  return phase === 'purging' && rules.rehearsal ? 'going through the list, deleting nothing' : PHASE[phase];
}

/** Why a run stands still, as a sentence of markdown. */
function stopCauseWords(cause: StopCause): string {
  return causeSentence(cause, plain);
}

/** The same for a text run of a card, where nothing is markdown. */
export function stopCauseText(cause: StopCause): string {
  return causeSentence(cause, neutral).replaceAll('`', '');
}

function causeSentence(cause: StopCause, foreign: typeof plain): string {
  switch (cause.kind) {
    case 'person':
      return `${foreign(cause.byName)} stopped it.`;
    case 'stop-file':
      return 'A file named STOP stands in the bot’s data folder. Remove it before resuming.';
    case 'folder-behind':
      return FOLDER_BEHIND;
    case 'shutdown':
      return 'The bot was shut down.';
    case 'canary':
      return canarySentence(cause);
    case 'refusals':
      return `Webex refused ${grouped(cause.inARow)} deletions in a row (${String(cause.status)}). Check the officer’s role and sign-in before resuming.`;
    case 'not-found':
      return `Webex says that it does not have ${grouped(cause.inARow)} messages in a row, although its event log shows nobody who deleted them. Check one of them by hand before resuming.`;
    case 'failures':
      return `${grouped(cause.failed)} of the last ${grouped(cause.of)} messages could not be deleted, after all tries. The ledger says why of each. Resuming tries first what has not been tried.`;
    case 'no-executor':
      return 'Nobody whose token may delete is signed in with a role that Webex accepts: an approver, or the officer of EXECUTE_AS. They have to sign in (`signin`) before it can go on.';
    case 'approvals-unproven':
      return unprovenWords(cause);
    case 'stood-too-long':
      return 'It stood still for longer than APPROVAL_TTL, so its approvals have run out. `resume ID` asks for new ones, for what remains of its list.';
    case 'clock':
      return clockSkew(cause.skewMs);
    case 'holds':
      return `${sentence(cause.message, foreign)} ${sentence(cause.hint, foreign)} Nothing is deleted before the hold list can be relied on.`;
    case 'failure':
      return `It failed: ${sentence(cause.message, foreign)} The bot’s log has the details.`;
  }
}

/** Ids shown in a sentence; the audit has them all. */
const IDS_SHOWN = 2;

function canarySentence({ missing, of, ids }: StopCause & { kind: 'canary' }): string {
  const shown = ids.slice(0, IDS_SHOWN).map((id) => `\`${id}\``);
  const more = missing > shown.length ? ` and ${grouped(missing - shown.length)} more` : '';
  return `${counted(missing, 'message')} of the first ${grouped(of)} did not show in Webex’s event log as deleted: ${shown.join(', ')}${more}. Check one of them by hand before resuming.`;
}

/** `1,200 of 3,400, 35 %`, with the rate and the time left where they are known. */
export function progressWords(progress: Progress): string {
  return `${grouped(progress.done)} of ${grouped(progress.total)}, ${paceWords(progress)}`;
}

/** `1,200 of 3,400, 35 %`: for a run that stands still. */
export function doneWords(progress: Progress): string {
  return progressWords({ ...progress, perSecond: null });
}

/** `35 %, 46 messages a second, about 1 minute left`; a run that waits has no pace. */
export function paceWords({ done, total, perSecond, phase }: Progress): string {
  const share = percentOf(done, total);
  if (phase !== 'purging' || perSecond === null || perSecond <= 0 || done >= total) return share;
  const left = durationOf(((total - done) / perSecond) * 1_000);
  return `${share}, ${paceOf(perSecond)}, about ${left} left`;
}

export function stoppedWords({ request, progress }: Notice & { kind: 'stopped' }): string {
  const cause = request.run?.stopped?.cause;
  const why = cause === undefined ? '' : `${stopCauseWords(cause)} `;
  return `**${request.id}** is stopped. ${why}Dealt with: ${doneWords(progress)}. \`resume ${request.id}\` goes on with the rest, \`cancel ${request.id}\` ends it for good.`;
}

export function resumedWords(request: PurgeRequest, byName: string): string {
  return `**${request.id}** goes on, resumed by ${plain(byName)}; \`stop ${request.id}\` halts it again.`;
}

/** A run that waits, and by itself goes on. */
export function runWaitsWords({ request, wait }: Notice & { kind: 'run-waits' }): string {
  const halts = `\`stop ${request.id}\` halts it.`;
  if (wait.for === 'hours') {
    const until = wait.until === null ? '' : ` They begin ${timeOf(wait.until)}.`;
    return `**${request.id}** waits for PURGE_HOURS and then goes on by itself.${until} ${halts}`;
  }
  return `**${request.id}** waits: Webex has not answered since ${timeOf(wait.since)}. It goes on by itself as soon as Webex does. ${halts}`;
}

export function runGoesOnWords({ request, waitedFor }: Notice & { kind: 'run-goes-on' }): string {
  const why = waitedFor === 'hours' ? 'PURGE_HOURS have begun' : 'Webex answers again';
  return `**${request.id}** goes on: ${why}.`;
}

export function interruptedWords(requests: readonly PurgeRequest[]): string {
  const lines = requests.map(
    ({ id, state }) => `- **${id}** was ${state === 'scanning' ? 'being scanned' : 'running'}`,
  );
  return ['I was restarted in the middle of work, and go on with what was approved:', lines.join('\n')].join('\n\n');
}

import type { Notice } from '../../model.js';
import { spanOf, timeOf } from './figures.js';
import { signInLines } from './people.js';
import { plain } from './plain.js';
import { refusalWords, standingOf } from './refusal.js';

export function scheduleWords({ standing, changed }: Notice & { kind: 'schedule' }): string {
  if (standing === null) {
    return 'No schedule is set, so scans begin only by command. SCHEDULE in the configuration of the bot sets one.';
  }
  const { cron, timeZone, paused, next, lastRun, waitsForSignIn } = standing;
  const when = `\`${cron}\` (${plain(timeZone)})`;
  const done = changed === null ? '' : `Done: `;
  const last = lastRun === null ? 'No scheduled scan yet.' : `Last scheduled scan: ${timeOf(lastRun)}.`;
  if (paused !== null) {
    return `${done}the schedule ${when} is **paused** since ${timeOf(paused.at)} by ${plain(paused.byName)}. ${last} \`schedule resume\` lets it go on; what fell due meanwhile is not made good.`;
  }
  const waits = waitsForSignIn ? ' A scan is due and waits for an officer to sign in (`signin`).' : '';
  const coming = next === null ? 'No further scan comes.' : `Next scan: ${timeOf(next)}.`;
  return `${done}the schedule ${when} is **active**. ${coming} ${last}${waits} It scans by the policy and asks for approval; it never deletes by itself.`;
}

export function scheduleLateWords({ request, slot }: Notice & { kind: 'schedule-late' }): string {
  return `**${request.id}**: the scheduled scan of ${timeOf(slot)} could not begin at its time. It begins now, once for all that were missed: direct messages from ${spanOf(request.span)}.`;
}

export function scheduleWaitingWords({ slot, signIn }: Notice & { kind: 'schedule-waiting' }): string {
  const lines = [
    `The scheduled scan of ${timeOf(slot)} is due, but no officer is signed in whose account Webex lets read the events. It begins once one has signed in; I will not ask again.`,
  ];
  return [...lines, ...signInLines(signIn)].join('\n\n');
}

export function scheduleSkippedWords({ slot, open, refusal }: Notice & { kind: 'schedule-skipped' }): string {
  if (open?.state === 'awaiting') {
    const until = open.expiresAt === null ? '' : ` until ${timeOf(open.expiresAt)}`;
    return `Reminder: **${open.id}** still waits for a decision${until}. The scheduled scan of ${timeOf(slot)} was left out for it.`;
  }
  if (open !== undefined) {
    return `The scheduled scan of ${timeOf(slot)} was left out: **${open.id}** ${standingOf(open)}.`;
  }
  const why = refusal === undefined ? '' : ` ${refusalWords(refusal)}`;
  return `The scheduled scan of ${timeOf(slot)} was left out.${why}`;
}

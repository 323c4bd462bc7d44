import type { Notice, PurgeRequest, StatusLine } from '../../model.js';
import { counted, minuteOf, timeOf } from './figures.js';
import { behindLine } from './folder.js';
import { signInLines } from './people.js';
import { plain } from './plain.js';
import { standingOf } from './refusal.js';
import { resultOf } from './report.js';
import { askerName, messagesOf } from './request.js';
import { phaseWords, progressWords } from './run.js';

export function statusWords({ open, scansWaiting, sessions, behind, signIn }: Notice & { kind: 'status' }): string {
  const work = open.length === 0 ? 'Nothing runs and nothing waits.' : open.map(lineOf).join('\n');
  const waiting = scansWaiting === 0 ? '' : `${counted(scansWaiting, 'scan')} wait for their turn.`;
  const who = sessions.map(({ displayName, endsAt }) => `${plain(displayName)} (until ${timeOf(endsAt)})`);
  const signed =
    who.length === 0
      ? ['No officer is signed in, so nothing can be scanned or deleted.', ...signInLines(signIn)].join('\n\n')
      : `Signed in: ${who.join(', ')}.`;
  const halted = behind === null ? '' : behindLine(behind);
  return [halted, work, waiting, signed].filter((part) => part !== '').join('\n\n');
}

function lineOf({ request, progress }: StatusLine): string {
  const standing =
    progress === null ? standingOf(request) : `is ${phaseWords(progress.phase, request)}: ${progressWords(progress)}`;
  return `- **${request.id}** ${standing}${nextOf(request)}`;
}

/** What comes next, and when. */
function nextOf(request: PurgeRequest): string {
  const size = request.summary === null ? '' : `, ${counted(messagesOf(request), 'message')}`;
  if (request.state === 'awaiting' && request.expiresAt !== null) {
    const given = `${String(request.approvals.length)} of ${String(request.rules.approvalsRequired)} approvals`;
    return `${size}, ${given}, asked by ${plain(askerName(request.asker))}, expires ${timeOf(request.expiresAt)}${passingOf(request)}`;
  }
  if (request.state === 'approved' && request.startsAt !== null) return `${size}, starts ${timeOf(request.startsAt)}`;
  const isOver = request.state === 'incomplete' && request.rules.rehearsal;
  if (!isOver && (request.state === 'stopped' || request.state === 'incomplete'))
    return `; \`resume ${request.id}\` goes on`;
  return '';
}

function passingOf({ policy, summary }: PurgeRequest): string {
  const passing = summary?.passing ?? null;
  if (!policy || passing === null || passing.messages === 0) return '';
  return `; ${counted(passing.messages, 'message')} of these pass out of reach from ${minuteOf(passing.from)} on`;
}

export function historyWords(requests: readonly PurgeRequest[]): string {
  if (requests.length === 0) return 'There was no purge yet.';
  const lines = requests.map(
    (request) =>
      `- **${request.id}** ${standingOf(request)}: ${resultOf(request)} (asked ${timeOf(request.createdAt)} by ${plain(askerName(request.asker))})`,
  );
  return [...lines, '', '`report ID` sends a report file again.'].join('\n');
}

import type { AuditHead, Notice, OwnPost } from '../../model.js';
import { timeOf } from './figures.js';
import { plain } from './plain.js';

/** What an officer has to do about it; also in refusals and on stopped cards. */
export const FOLDER_BEHIND =
  'The bot’s data folder lacks steps that were posted in this space. An officer has to check what was restored, and type `resume` to go on with the folder as it is.';

export function folderBehindWords({ newest, ours }: Notice & { kind: 'folder-behind' }): string {
  return [
    '**Everything is halted: my data folder lacks steps that I have taken.**',
    `${whatWasSeen(newest, ours)} So an older copy of the folder was put back, or the audit was cut or written over. What it calls approved may have been cancelled or rejected since then.`,
    'Nothing is scanned, approved or deleted now. If there is a newer copy of the folder, stop the bot and put that one back. To go on with this one as it is, an officer types `resume`: purges that stand in it stay stopped, and each goes on only with `resume ID`.',
  ].join('\n\n');
}

function whatWasSeen({ postedAt, shows }: OwnPost, ours: AuditHead): string {
  const line = String(shows.seq);
  const here =
    shows.seq > ours.seq ? `the audit in the folder ends at line ${String(ours.seq)}` : 'another line stands there now';
  return `At ${timeOf(postedAt)} I posted here with line ${line} of the audit (\`${shows.hash}\`), and ${here}.`;
}

export function folderAcceptedWords({ newest, byName }: Notice & { kind: 'folder-accepted' }): string {
  return `**${plain(byName)}** accepted my data folder as it is, without the steps up to line ${String(newest.shows.seq)} of the audit, posted at ${timeOf(newest.postedAt)}. Purges that stand in it are stopped: compare each with what was said in this space before \`resume ID\`.`;
}

/** A line of `status`. */
export function behindLine({ postedAt }: OwnPost): string {
  return `**Everything is halted.** ${FOLDER_BEHIND} The newest such post is of ${timeOf(postedAt)}.`;
}

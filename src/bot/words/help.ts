import type { CommandProblem, Notice } from '../../model.js';
import { plain, quoted } from './plain.js';
import { timeOf } from './figures.js';

interface Line {
  readonly example: string;
  readonly effect: string;
}

const FOR_ALL: readonly Line[] = [
  { example: 'help', effect: 'this text' },
  { example: 'whoami', effect: 'your role here and your sign-in' },
  { example: 'status', effect: 'what runs, what waits, what comes next' },
  { example: 'stop', effect: 'halt every run at once; `stop ID` halts one' },
];

const FOR_OFFICERS: readonly Line[] = [
  { example: 'signin', effect: 'the link to your sign-in; `signout` erases your tokens' },
  { example: 'preview 30d', effect: 'count the direct messages older than 30 days; deletes nothing' },
  { example: 'purge 30d..60d', effect: 'list those between two ages and ask for approval' },
  { example: 'purge 2026-01-01..2026-02-01', effect: 'the same by dates, UTC; the end is not included' },
  {
    example: 'purge 30d person ann@example.com',
    effect: 'only messages that this person sent; `domain example.com` for a whole domain',
  },
  { example: 'list ID', effect: 'the frozen list as a file, sent to you directly' },
  { example: 'reject ID wrong window', effect: 'refuse a request; it needs a reason' },
  { example: 'cancel ID', effect: 'end your own request, or an approved, stopped or incomplete purge, for good' },
  { example: 'resume ID', effect: 'go on with what remains; `resume` alone accepts a restored data folder' },
  { example: 'schedule', effect: 'when the next unattended scan is; `schedule pause` and `schedule resume`' },
  {
    example: 'hold add ann@example.com case 7',
    effect:
      'keep all of a person or space (by id) from deletion; `hold list` shows who is held, `hold remove WHO` ends it',
  },
  { example: 'history 5', effect: 'the last purges; `report ID` sends a report file again' },
];

const TYPED: Line = {
  example: 'approve ID 1234',
  effect: 'approve a request like the card’s button; the number only where the card asks for it',
};

/** The commands with an example each; a command that cannot be followed gets only what is wrong with it. */
export function helpWords({ officer, typedApproval, problem }: Notice & { kind: 'help' }): string {
  if (problem !== null && 'command' in problem) {
    return `**${plain(problem.command)}** cannot be followed: ${problemWords(problem.problem)} Nothing was done; \`help\` shows every command.`;
  }
  const opening =
    problem === null
      ? '**What I understand**, after a mention of me:'
      : `I do not know ${quoted(problem.unknown, 60)}. **What I understand:**`;
  const lines = officer ? [...FOR_ALL, ...FOR_OFFICERS, ...(typedApproval === true ? [TYPED] : [])] : FOR_ALL;
  const shown = lines.map(({ example, effect }) => `- \`${example}\`: ${effect}`).join('\n');
  return [opening, shown, officer ? toOfficers(typedApproval === true) : TO_OTHERS].join('\n\n');
}

function toOfficers(typedApproval: boolean): string {
  const typed = typedApproval ? ', or types `approve ID`' : '';
  return `\`purge\` and \`preview\` without a window use the policy’s ages. Nothing is deleted until an officer clicks **Approve** on the card${typed}.`;
}

const TO_OTHERS =
  'Compliance officers can do more here. Nothing is deleted until one of them clicks **Approve** on a card.';

function problemWords(problem: CommandProblem): string {
  switch (problem.kind) {
    case 'window-unreadable':
      return `${quoted(problem.text, 60)} is no window. Write for example \`30d\`, \`30d..60d\` or \`2026-01-01..2026-02-01\`.`;
    case 'window-backwards':
      return `${quoted(problem.text, 60)} runs backwards. The younger age comes first (\`30d..60d\`), the earlier date comes first (\`2026-01-01..2026-02-01\`).`;
    case 'window-in-future':
      return `${quoted(problem.text, 60)} reaches into the future.`;
    case 'window-too-young':
      return `${quoted(problem.text, 60)} reaches messages younger than MIN_MSG_AGE allows. It must end at ${timeOf(problem.floor)} or before.`;
    case 'window-beyond-horizon':
      return `${quoted(problem.text, 60)} lies before ${timeOf(problem.horizon)}, as far back as CHECK_EVENTS_FROM_AGE looks. Write both ends (\`90d..120d\`) to look further.`;
    case 'filter-unreadable':
      return `${quoted(problem.text, 60)} is no filter. Write \`person ann@example.com\` or \`domain example.com\`.`;
    case 'id-missing':
      return 'it needs the id of a purge; `status` and `history` show them.';
    case 'id-unreadable':
      return `${quoted(problem.text, 60)} is no id; \`status\` and \`history\` show them.`;
    case 'reason-missing':
      return 'it needs a reason: `reject ID wrong window`.';
    case 'number-unreadable':
      return `${quoted(problem.text, 60)} is no number of purges.`;
    case 'hold-unreadable':
      return `${quoted(problem.text, 60)} cannot be read. Write \`hold list\`, \`hold add ann@example.com case 7\` or \`hold remove ann@example.com\`; a person or space may be given by id.`;
    case 'too-many-words':
      return `${quoted(problem.text, 60)} is too much.`;
  }
}

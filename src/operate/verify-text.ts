import type { PurgeFacts } from './evidence-facts.js';
import { APPROVAL_CHECK, CARD_CHECK, chainCheck, LIST_CHECK } from './verify-checks.js';
import { command } from './verify-command.js';
import { DIGESTS_CHECK, HEAD_CHECK, LEDGER_CHECK, REPORT_CHECK } from './verify-outcome-checks.js';
import {
  APPROVAL_TEXT,
  CARD_TEXT,
  CHAIN_TEXT,
  CONTENTS,
  DIGESTS_TEXT,
  LEDGER_TEXT,
  LIST_TEXT,
  REPORT_TEXT,
} from './verify-words.js';

export interface VerifySubject {
  readonly id: string;
  readonly facts: PurgeFacts;
  /** The files that the archive holds. */
  readonly names: readonly string[];
  readonly nowMs: number;
}

/** VERIFY.md: the checks that fit what the archive holds, in plain words, and what they cannot prove. */
export function verifyText(subject: VerifySubject): string {
  const sections = sectionsFor(subject).map(([title, text], i) => `## ${String(i + 1)}. ${title}\n\n${text}\n`);
  return [opening(subject), ...sections, limits(subject)].join('\n');
}

type Section = readonly [title: string, text: string];

function sectionsFor({ id, facts, names }: VerifySubject): readonly Section[] {
  const subject = { id, head: facts.head };
  const block = (program: string): string => fenced(command(subject, program));
  const { card, finished } = facts;
  const sections: (Section | null)[] = [
    ['The files, by their digests', `${DIGESTS_TEXT}\n\n${fenced(digestsCommand(facts))}`],
    ['The audit is whole', `${CHAIN_TEXT}\n\n${block(chainCheck(subject))}`],
    ['What was frozen', `${LIST_TEXT}\n\n${block(LIST_CHECK)}`],
    ['Who approved it, and when', `${APPROVAL_TEXT}\n\n${block(APPROVAL_CHECK)}`],
    card === null ? null : ['What the officers saw', `${CARD_TEXT}\n\n${block(CARD_CHECK)}`],
    names.includes('ledger.ndjson')
      ? ['What was deleted is a part of what was approved', `${LEDGER_TEXT}\n\n${block(LEDGER_CHECK)}`]
      : null,
    finished === null ? null : ['Ledger and report are the ones on record', block(DIGESTS_CHECK)],
    finished === null ? null : ['What came of it', `${REPORT_TEXT}\n\n${block(REPORT_CHECK)}`],
  ];
  return sections.filter((section) => section !== null);
}

function fenced(script: string): string {
  return `\`\`\`sh\n${script}\n\`\`\``;
}

/** The digests as the audit names them; the section after it proves the audit itself. */
function digestsCommand({ manifest, card, finished }: PurgeFacts): string {
  const named: readonly (readonly [string | null | undefined, string])[] = [
    [manifest, 'manifest.ndjson'],
    [card, 'card.json'],
    [finished?.ledger, 'ledger.ndjson'],
    [finished?.report, 'report.csv'],
  ];
  const lines = named
    .filter(([digest]) => typeof digest === 'string')
    .map(([digest, name]) => `${digest ?? ''}  ${name}`);
  return `sha256sum -c - <<'END'\n${lines.join('\n')}\nEND`;
}

function opening({ id, facts, names, nowMs }: VerifySubject): string {
  return `# Evidence of the purge ${id}

Packed ${new Date(nowMs).toISOString()}. Everything below can be checked without the program that wrote it and without trust in
whoever handed it over, with \`tar\`, \`sha256sum\` and Node 18 or newer. Unpack the archive into an empty folder
(\`tar -xzf evidence-${id}.tar.gz\`) and run each block in that folder with \`sh\`. Every block ends
with exit code 0 where all agrees, and with another one where something does not; it then says what.

${names.map((name) => `- \`${name}\`: ${CONTENTS[name] ?? ''}`).join('\n')}
${missing(facts, names)}
Outcomes: \`deleted\`; \`already-gone\` (Webex answered 404 or 410); \`held\` (kept, a legal hold); \`denied\` (403);
\`locked\` (423); \`failed\`; \`not-attempted\`.
`;
}

function missing({ card, finished }: PurgeFacts, names: readonly string[]): string {
  const notes: string[] = [];
  if (finished === null) {
    notes.push(
      'The audit has no finished run of this purge: what is on disk of ledger and report is not on record yet and proves ' +
        'nothing; the checks of the report are left out.',
    );
  }
  if (card === null) notes.push('No approval card was made for this list: `card.json` and its check are left out.');
  if (!names.includes('ledger.ndjson')) notes.push('Nothing was tried yet: there is no `ledger.ndjson`.');
  if (!names.includes('report.csv')) notes.push('There is no `report.csv` yet.');
  return notes.length === 0 ? '' : `\n**Not in this archive.** ${notes.join(' ')}\n`;
}

function limits({ id, facts: { head } }: VerifySubject): string {
  const short = head.hash.slice(0, 16);
  const settings = `SEQ=${String(head.seq)} HEAD=${short} `;
  return `## What these files cannot prove, and who can

Whoever could write every file of this archive could have made all of them anew, this one included, which no digest
protects. Two witnesses stand outside:

- **Webex keeps dated copies of the audit's head.** The approval card and the report in the admin space show a line's number
  and the first 16 digits of its hash. Put what they show in place of \`SEQ\` and \`HEAD\` below: an audit that was written anew
  does not contain it. (As it stands, the block looks for the last line, number ${String(head.seq)}.)

${fenced(command({ id, head }, HEAD_CHECK, settings))}

- **Webex's own records.** \`GET /events\` with a compliance officer's token shows who deleted which message and when, as long as
  Webex keeps events, and \`GET /attachment/actions/ID\` the click of an approval, its id being \`action\` in the details of
  \`purge.approved\`.

Nor do the files prove

- that the clock was right: times are those of the machine, compared with Webex's by the program and by nobody else. Webex's
  dates on the card, the clicks and the \`deleted\` events are the ones to compare with;
- that the list was complete: only what Webex's events showed at the scan could be found;
- that a deleted message is destroyed: it is hidden from its users and stays readable for compliance officers until the
  organisation's retention purges it.
`;
}

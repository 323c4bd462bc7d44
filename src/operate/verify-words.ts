/** The words of VERIFY.md that are the same for every purge. */

export const CONTENTS: Readonly<Record<string, string | undefined>> = {
  'manifest.ndjson': 'the frozen list, one message a line, never its text: what was put before the officers',
  'ledger.ndjson': 'one outcome a line, written as it happened, with the person whose token it was',
  'report.csv': 'the report: one row for each message of the list',
  'card.json': 'the card on which the officers were asked, as it was first posted',
  'audit.ndjson': 'the whole audit up to the packing, each line chained to the one before by its hash',
};

export const DIGESTS_TEXT = `The SHA-256 of each file, as the audit names it. (Where \`sha256sum\` is missing, \`shasum -a 256\` does the
same.) Needs no Node and shows that no file was changed since it was packed; that the audit does
name these digests is shown by the blocks that follow.`;

export const CHAIN_TEXT = `\`hash\` is the SHA-256 of a line's object without \`hash\`, serialised by RFC 8785; \`prev\` is the hash of the line before.
So no line can be changed, removed, added or moved without every later hash changing.`;

export const LIST_TEXT = `The SHA-256 of \`manifest.ndjson\` must be the one with which the list was frozen, and the one that every approval, start
and end names.`;

export const APPROVAL_TEXT = `In the order of the audit, which is the order in which it happened: nothing may start before as many people approved as the
settings asked for that the bot had recorded at its start (APPROVALS_REQUIRED, SELF_APPROVAL). Ids of people are Webex's;
\`bot\` and \`schedule\` are the program itself.`;

export const CARD_TEXT = `The card as it was first posted, by the SHA-256 that the audit took before posting it. It shows the SHA-256 of the frozen list,
and each approval was given on a form of it that the audit knows.`;

export const LEDGER_TEXT = `Every message in the ledger must be on the frozen list.`;

export const REPORT_TEXT = `Every message of the list has one row, with the outcome that the ledger gives last; the figures are those of the audit.
\`verified\` is \`yes\` where Webex's own log of \`deleted\` events, read afterwards, shows the message.`;

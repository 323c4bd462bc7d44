import type { Asker, Hold, HoldEffect, HoldsNote, Notice, Refusal, RemovedHoldNote } from '../../model.js';
import { counted, grouped, timeOf } from './figures.js';
import { neutral, plain, quoted } from './plain.js';

/** Rows of a list that a message shows; the file and the audit have the rest. */
const ROWS_SHOWN = 40;
/** Removed holds that a card shows. */
const REMOVED_SHOWN = 5;

const IN_FILE = 'HOLDS_CSV';
const NOT_CONTROL_HUB = 'Legal holds set in Control Hub cannot be seen by the bot.';

export function holdListWords({ holds, changedAt }: Notice & { kind: 'holds' }): string {
  if (holds.length === 0) return `Nobody and nothing is on hold here. ${NOT_CONTROL_HUB}`;
  const rows = holds.slice(0, ROWS_SHOWN).map(holdRow);
  const more = holds.length - rows.length;
  return [
    `**${counted(holds.length, 'hold')}**${changedAt === null ? '' : `, last changed ${timeOf(changedAt)}`}. ${NOT_CONTROL_HUB}`,
    [...rows, ...(more > 0 ? [`- and ${grouped(more)} more`] : [])].join('\n'),
  ].join('\n\n');
}

function holdRow(hold: Hold): string {
  const from = hold.by === null ? IN_FILE : plain(hold.by.displayName);
  return `- ${nameOf(hold)}${reasonOf(hold)}, by ${from}, since ${timeOf(hold.at)}${unresolvedMark(hold)}`;
}

export function holdAddedWords({ hold, effects }: Notice & { kind: 'hold-added' }): string {
  const by = hold.by === null ? IN_FILE : plain(hold.by.displayName);
  const reach =
    hold.kind === 'space'
      ? 'Nothing in this space is deleted any more.'
      : 'Nothing that this person wrote or that stands in their 1:1 spaces is deleted any more.';
  return [
    `${by} put ${nameOf(hold)} on hold${reasonOf(hold)}. ${hold.kind === 'unresolved' ? unresolvedWords(hold) : reach}`,
    ...effects.map(effectWords),
  ].join('\n\n');
}

function unresolvedWords({ who }: Hold): string {
  return who.includes('@')
    ? 'Webex knows nobody of this address: it is compared with senders and members as it stands. Check it with `hold list`.'
    : 'Webex knows no person of this id, and no space was found: it is compared with people and spaces as it stands. Check it with `hold list`.';
}

function effectWords({ request, kept, tooLate, onTheWay, unknown }: HoldEffect): string {
  const parts = [
    `${counted(kept, 'message')} kept`,
    `for ${grouped(tooLate)} it came too late (already deleted)`,
    ...(onTheWay > 0 ? [`${grouped(onTheWay)} were being deleted at that moment`] : []),
    ...(unknown > 0
      ? [`${grouped(unknown)} more are in spaces whose members are looked up before anything there is deleted`]
      : []),
  ];
  return `**${request.id}**: ${parts.join('; ')}.`;
}

export function holdRemovedWords({ hold, still }: Notice & { kind: 'hold-removed' }): string {
  const by = hold.removed.by === null ? IN_FILE : plain(hold.removed.by.displayName);
  const next =
    still === null
      ? `What it kept can be deleted again by a later purge; for 30 days every card shows that it was removed, and ${by} alone cannot approve a purge that reaches it.`
      : `They stay on hold by ${nameOf(still)} (${still.by === null ? IN_FILE : plain(still.by.displayName)}).`;
  return `${by} removed the hold on ${nameOf(hold)}. ${next}`;
}

export function holdsFileWords({ holds, ...change }: Notice & { kind: 'holds-file' }): string {
  const standing =
    holds === null ? `\`${IN_FILE}\` is not set any more` : `\`${IN_FILE}\` has ${counted(holds, 'hold')} now`;
  const added = namesOf('new', change.added, change.addedShown);
  const removed = namesOf('gone', change.removed, change.removedShown);
  return `${[standing, ...added, ...removed].join('; ')}.`;
}

function namesOf(what: string, count: number, shown: readonly string[]): readonly string[] {
  if (count === 0) return [];
  const more = count > shown.length ? ` and ${grouped(count - shown.length)} more` : '';
  return [`${what}: ${shown.map((who) => plain(who)).join(', ')}${more}`];
}

export function anotherNeededWords({ request, removed }: Notice & { kind: 'another-approval-needed' }): string {
  const [first] = removed;
  const who = first === undefined ? 'somebody' : plain(first.who);
  const by = plain(first?.by?.displayName ?? 'The approver');
  const reaches = removed.reduce((sum, hold) => sum + hold.reaches, 0);
  return `**${request.id}** needs one more approval: ${by} removed the hold on ${who}${removed.length > 1 ? ` and ${grouped(removed.length - 1)} more` : ''}, which kept ${counted(reaches, 'message')} of this list, and so cannot approve it alone. Another officer has to click **Approve** too.`;
}

export function holdRefusalWords(
  refusal: Extract<Refusal, { reason: 'already-held' | 'not-held' | 'held-by-file' }>,
): string {
  switch (refusal.reason) {
    case 'already-held':
      return `${nameOf(refusal.hold)} is on hold already, since ${timeOf(refusal.hold.at)}, by ${plain(refusal.hold.by?.displayName ?? IN_FILE)}.`;
    case 'not-held':
      return `There is no hold on ${plain(refusal.who)}. \`hold list\` shows them all.`;
    case 'held-by-file':
      return `The hold on ${plain(refusal.who)} stands in ${IN_FILE}. Whoever keeps that file can remove it there; the bot notices by itself.`;
  }
}

/** A line of a card; `grave` where it may change the decision. */
interface HoldLine {
  readonly line: string;
  readonly grave: boolean;
}

/** What a card says of holds, line by line, not escaped for markdown. */
export function holdLines(note: HoldsNote | undefined): readonly HoldLine[] {
  if (note === undefined) return [usual('There was no hold list when this list was frozen.')];
  return [usual(sizeLine(note)), ...unresolvedLine(note), ...removedLines(note)];
}

function usual(line: string): HoldLine {
  return { line, grave: false };
}

function sizeLine({ size, changedAt }: HoldsNote): string {
  const changed = changedAt === null ? '' : `, last changed ${timeOf(changedAt)}`;
  return `The hold list ${size === 0 ? 'is empty' : `has ${counted(size, 'entry', 'entries')}`}${changed}.`;
}

function unresolvedLine({ unresolved, unresolvedShown }: HoldsNote): readonly HoldLine[] {
  if (unresolved === 0) return [];
  const more = unresolved > unresolvedShown.length ? ` and ${grouped(unresolved - unresolvedShown.length)} more` : '';
  const names = unresolvedShown.map((who) => neutral(who)).join(', ');
  return [usual(`On hold but not known to Webex, so compared as text: ${names}${more}.`)];
}

function removedLines({ removed, removedShown }: HoldsNote): readonly HoldLine[] {
  const shown = removedShown.slice(0, REMOVED_SHOWN);
  const more = removed - shown.length;
  return [
    ...shown.map(removedLine),
    ...(more > 0 ? [usual(`and ${grouped(more)} more removed in the last 30 days.`)] : []),
  ];
}

function removedLine({ who, by, at, reaches }: RemovedHoldNote): HoldLine {
  const reach = reaches === 0 ? '' : `; it kept ${counted(reaches, 'message')} of this list`;
  const line = `The hold on ${neutral(who)} was removed by ${removerOf(by)}, ${timeOf(at)}${reach}.`;
  return { line, grave: reaches > 0 };
}

function removerOf(by: Asker | null): string {
  return by === null ? `whoever keeps ${IN_FILE}` : neutral(by.displayName);
}

function nameOf({ who, name, email }: Pick<Hold, 'who' | 'name' | 'email'>): string {
  const person = [name, email === who ? null : email].filter((text) => text !== null);
  return person.length === 0 ? plain(who) : `${plain(who)} (${person.map((text) => plain(text)).join(', ')})`;
}

function reasonOf({ reason }: Hold): string {
  return reason === null ? '' : `: ${quoted(reason, 200)}`;
}

function unresolvedMark({ kind }: Hold): string {
  return kind === 'unresolved' ? ' — **not known to Webex, compared as text**' : '';
}

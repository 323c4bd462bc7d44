import type { Coverage, Hole } from '../../model.js';
import { counted, spanOf, timeOf } from './figures.js';

/** Spans named in a sentence; Webex fails at few, or at one long one. */
const SPANS_SHOWN = 3;

/** What could not be read, in sentences; none where all was read. Our own words and figures, good for markdown and cards alike. */
export function coverageSentences({ holes, nothingBefore }: Coverage): readonly string[] {
  const unread = holes.filter(({ events }) => events === 'created');
  const deletions = holes.filter(({ events }) => events === 'deleted');
  return [
    unread.length === 0
      ? ''
      : `${spansOf(unread)} could not be read: Webex failed at it. Messages of that time are not counted here.`,
    deletions.length === 0
      ? ''
      : `What was deleted ${spansOf(deletions)} could not be read: messages that are gone already may be counted.`,
    nothingBefore === null
      ? ''
      : `Webex gave nothing from before ${timeOf(nothingBefore)}: without Pro Pack it keeps events for 90 days.`,
  ].filter((sentence) => sentence !== '');
}

/** `2026-09-01 00:00 UTC to 2026-09-01 00:15 UTC`, several with `and` between. */
function spansOf(holes: readonly Hole[]): string {
  const shown = holes.slice(0, SPANS_SHOWN).map(spanOf);
  const hidden = holes.length - shown.length;
  if (hidden > 0) shown.push(counted(hidden, 'more span'));
  return shown.join(' and ');
}

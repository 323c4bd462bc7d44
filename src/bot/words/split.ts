import type { Part, Split } from '../../model.js';
import { counted, grouped } from './figures.js';
import { neutral } from './plain.js';

/**
 * The windows that a list above MAX_MESSAGES can be asked for in, as commands that can be sent as they stand.
 * @param only the filters as typed; null where there are none.
 */
export function splitWords(split: Split | null, only: string | null): string {
  if (split === null) return 'No window is small enough: one second holds more than that.';
  const lines = split.first.map((part) => `- \`${commandOf(part, only)}\` (${counted(part.messages, 'message')})`);
  const rest = split.parts - split.first.length;
  const opening = `It takes ${counted(split.parts, 'part')}. Send these one after the other, oldest first:`;
  const more = rest > 0 ? [`${grouped(rest)} more will be named when you ask for the rest.`] : [];
  return [[opening, ...lines].join('\n'), ...more].join('\n\n');
}

function commandOf({ from, to }: Part, only: string | null): string {
  const text = `purge ${timeIn(from)}..${timeIn(to)}${only === null ? '' : ` ${only.replaceAll(', ', ' ')}`}`;
  return neutral(text, 400).replaceAll('`', '');
}

/** A day where it begins, else to the second. */
function timeIn(iso: string): string {
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 19)}Z`;
}

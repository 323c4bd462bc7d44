import type { Part, Split } from '../../model.js';
import { counted, grouped } from './figures.js';
import { neutral } from './plain.js';

/** What is offered instead of a list above MAX_MESSAGES. */
export interface Parts {
  readonly opening: string;
  /** Windows that it can be asked for in, as commands that can be sent as they stand. */
  readonly commands: readonly { readonly command: string; readonly size: string }[];
  /** What follows later; null where these are all. */
  readonly more: string | null;
}

/** @param only the filters as typed; null where there are none. */
export function partsOf(split: Split | null, only: string | null): Parts {
  const none = { opening: 'No window is small enough: one second holds more than that.', commands: [], more: null };
  if (split === null) return none;
  const rest = split.parts - split.first.length;
  return {
    opening: `It takes ${counted(split.parts, 'part')}. Send these one after the other, oldest first:`,
    commands: split.first.map((part) => ({
      command: commandOf(part, only),
      size: counted(part.messages, 'message'),
    })),
    more: rest > 0 ? `${grouped(rest)} more will be named when you ask for the rest.` : null,
  };
}

/** The same as markdown. */
export function splitWords(split: Split | null, only: string | null): string {
  const { opening, commands, more } = partsOf(split, only);
  const lines = commands.map(({ command, size }) => `- \`${command}\` (${size})`);
  return [[opening, ...lines].join('\n'), ...(more === null ? [] : [more])].join('\n\n');
}

function commandOf({ from, to }: Part, only: string | null): string {
  const text = `purge ${timeIn(from)}..${timeIn(to)}${only === null ? '' : ` ${only.replaceAll(', ', ' ')}`}`;
  return neutral(text, 400).replaceAll('`', '');
}

/** A day where it begins, else to the second. */
function timeIn(iso: string): string {
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 19)}Z`;
}

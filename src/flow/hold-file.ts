import { AppError } from '../errors.js';
import type { HoldFile, HoldFileContent } from '../ports.js';

/** The file of HOLDS_CSV as it stands now; read again only when it is another. */
export interface HoldFileWatch {
  /**
   * `had`: whether holds stood in it when it was last good. Null where HOLDS_CSV is not set. Rejects with an AppError where the
   * file cannot be trusted: a bad line, or a file that vanished or was emptied.
   */
  look(had: boolean): Promise<HoldFileContent | null>;
}

export function createHoldFileWatch(file: HoldFile | null): HoldFileWatch {
  let last: { readonly stamp: string; readonly content: HoldFileContent } | null = null;

  const read = async (of: HoldFile): Promise<HoldFileContent> => {
    const stamp = await of.stamp();
    if (stamp !== null && stamp === last?.stamp) return last.content;
    const content = await of.read();
    // Where somebody writes it at this moment the stamp is another by now, and the next look reads it again.
    last = stamp === null ? null : { stamp, content };
    return content;
  };

  return {
    look: async (had) => {
      if (file === null) return null;
      const content = await read(file);
      if (had && content.rows.length === 0) throw new EmptiedFileError();
      return content;
    },
  };
}

class EmptiedFileError extends AppError {
  constructor() {
    super('holds-file', 'The file of HOLDS_CSV is empty, though holds stood in it before.', {
      hint: 'Put the holds back. If none of them stands any more, unset HOLDS_CSV and restart the bot.',
    });
  }
}

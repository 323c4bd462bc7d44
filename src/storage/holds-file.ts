import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../errors.js';
import type { HoldFile } from '../ports.js';
import { nullIfMissing } from './durable.js';
import { readHoldRows } from './holds-csv.js';

/** The file as it is each time: nothing of it is kept here. */
export function createHoldFile(path: string): HoldFile {
  return {
    stamp: async () => {
      const found = await stat(path, { bigint: true }).catch(nullIfMissing);
      return found === null ? null : [found.ino, found.size, found.mtimeNs].join(' ');
    },
    read: async () => {
      const bytes = await readFile(path).catch((cause: unknown) => {
        throw new AppError('holds-file', `HOLDS_CSV names ${path}, which cannot be read.`, {
          hint: 'Put the file back and let the account that runs the bot read it.',
          cause,
        });
      });
      return { sha256: createHash('sha256').update(bytes).digest('hex'), rows: readHoldRows(bytes) };
    },
  };
}

import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DamagedFileError } from '../errors.js';
import type { Member } from '../model.js';
import type { Log, MemberCache, RoomMembers } from '../ports.js';
import type { Secret } from '../secret.js';
import { explained, FILE_MODE } from './durable.js';
import { lineBatches } from './lines.js';
import { createSigning, type Signing } from './signing.js';

/** One room a line, in the names of the file. Before these stands `mac`: the signature over the same line without it. */
interface Line {
  readonly room_id: string;
  readonly members: readonly { readonly person_id: string; readonly email: string; readonly org_id: string | null }[];
}

const SIGNED = /^\{"mac":"([0-9a-f]{64})",(.*)$/;

export interface MemberCacheParts {
  readonly dataDir: string;
  /** Base64 of 32 bytes each; the first one signs, any of them verifies. */
  readonly keys: readonly Secret[];
  readonly log: Log;
}

/**
 * members.ndjson in the data folder only grows. It saves requests and nothing else: it is not synced, and what cannot be
 * read of it is asked for again. So is what the bot did not write: a hand that changed who is in a room could take a hold
 * from it.
 */
export function createMemberCache({ dataDir, keys, log }: MemberCacheParts): MemberCache {
  const path = join(dataDir, 'members.ndjson');
  const signing = createSigning(keys, 'members.ndjson');
  let foreignTold = 0;

  const tellForeign = (lines: number): void => {
    if (lines > foreignTold) log.warn('lines of members.ndjson that do not verify are asked for again', { lines });
    foreignTold = lines;
  };
  return {
    all: () => readRooms(path, signing, tellForeign),
    add: async (rooms) => {
      if (rooms.length === 0) return;
      // The line break before keeps a line that a crash tore away from the new ones.
      const text = `\n${rooms.map((room) => signed(textOf(room), signing)).join('\n')}\n`;
      await explained(path, () => appendFile(path, text, { mode: FILE_MODE }));
    },
  };
}

function textOf({ roomId, members }: RoomMembers): string {
  const line: Line = {
    room_id: roomId,
    members: members.map(({ personId, email, orgId }) => ({ person_id: personId, email, org_id: orgId })),
  };
  return JSON.stringify(line);
}

function signed(text: string, signing: Signing): string {
  return `{"mac":"${signing.sign(text)}",${text.slice(1)}`;
}

/** `foreign` is told at the end how many lines were passed over. */
async function* readRooms(
  path: string,
  signing: Signing,
  foreign: (lines: number) => void,
): AsyncGenerator<readonly RoomMembers[]> {
  let passedOver = 0;
  try {
    for await (const lines of lineBatches(path)) {
      const written = lines.filter((line) => line !== '');
      const rooms = written.map((line) => roomIn(line, signing)).filter((room) => room !== null);
      passedOver += written.length - rooms.length;
      yield rooms;
    }
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error;
  }
  foreign(passedOver);
}

/** Null where the line is not as the bot wrote it. */
function roomIn(line: string, signing: Signing): RoomMembers | null {
  const [, mac = '', rest = ''] = SIGNED.exec(line) ?? [];
  const text = `{${rest}`;
  if (!signing.verifies(text, mac)) return null;
  const { room_id, members } = JSON.parse(text) as Line;
  const named = members.map(({ person_id, email, org_id }): Member => ({
    personId: person_id,
    email,
    orgId: org_id,
  }));
  return { roomId: room_id, members: named };
}

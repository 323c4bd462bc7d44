import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DamagedFileError } from '../errors.js';
import type { Member } from '../model.js';
import type { MemberCache, RoomMembers } from '../ports.js';
import { explained, FILE_MODE } from './durable.js';
import { lineBatches } from './lines.js';

/** One room a line, in the names of the file. */
interface Line {
  readonly room_id: string;
  readonly members: readonly { readonly person_id: string; readonly email: string; readonly org_id: string | null }[];
}

/**
 * members.ndjson in the data folder only grows. It saves requests and nothing else: it is not synced, and what cannot be
 * read of it is asked for again.
 */
export function createMemberCache(dataDir: string): MemberCache {
  const path = join(dataDir, 'members.ndjson');
  return {
    all: () => readRooms(path),
    add: async (rooms) => {
      if (rooms.length === 0) return;
      // The line break before keeps a line that a crash tore away from the new ones.
      const text = `\n${rooms.map(lineOf).join('\n')}\n`;
      await explained(path, () => appendFile(path, text, { mode: FILE_MODE }));
    },
  };
}

function lineOf({ roomId, members }: RoomMembers): string {
  const line: Line = {
    room_id: roomId,
    members: members.map(({ personId, email, orgId }) => ({ person_id: personId, email, org_id: orgId })),
  };
  return JSON.stringify(line);
}

async function* readRooms(path: string): AsyncGenerator<readonly RoomMembers[]> {
  try {
    for await (const lines of lineBatches(path)) yield lines.map(roomIn).filter((room) => room !== null);
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error;
  }
}

function roomIn(text: string): RoomMembers | null {
  const line = parsed(text);
  if (!isLine(line)) return null;
  const members = line.members.map(({ person_id, email, org_id }): Member => ({
    personId: person_id,
    email,
    orgId: org_id,
  }));
  return { roomId: line.room_id, members };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is Line {
  if (!isObject(value) || typeof value['room_id'] !== 'string' || !Array.isArray(value['members'])) return false;
  return value['members'].every(
    (member) =>
      isObject(member) &&
      typeof member['person_id'] === 'string' &&
      typeof member['email'] === 'string' &&
      (member['org_id'] === null || typeof member['org_id'] === 'string'),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

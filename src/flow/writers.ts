import type { Member, MessageEvent } from '../model.js';
import type { People } from './people.js';

/** Two members write in a 1:1 room. A third would tell that something is not as we think, so it is noted too. */
const NOTED_AT_MOST = 3;

/** Who was seen writing in which 1:1 room. */
export interface Writers {
  readonly learn: (events: readonly MessageEvent[]) => void;
  wroteIn(roomId: string): boolean;
  of(roomId: string): readonly Member[];
}

export function createWriters(people: People): Writers {
  const rooms = new Map<string, readonly Member[]>();

  const personIn = ({ senderId, senderEmail }: MessageEvent): Member =>
    people.note({ personId: senderId, email: senderEmail, orgId: null });
  const note = (event: MessageEvent): void => {
    const seen = rooms.get(event.roomId);
    if (seen === undefined) rooms.set(event.roomId, [personIn(event)]);
    else if (seen.length < NOTED_AT_MOST && seen.every(({ personId }) => personId !== event.senderId)) {
      // A list that grows would keep room for seventeen more.
      rooms.set(event.roomId, [...seen, personIn(event)]);
    }
  };
  return {
    learn: (events) => {
      for (const event of events) if (tellsAWriter(event)) note(event);
    },
    wroteIn: (roomId) => rooms.has(roomId),
    of: (roomId) => rooms.get(roomId) ?? [],
  };
}

/** An event without an address may be one that names only who acted. */
function tellsAWriter({ roomType, senderId, senderEmail }: MessageEvent): boolean {
  return roomType === 'direct' && senderId !== '' && senderEmail !== '';
}

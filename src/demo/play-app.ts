import type { SimulatorClient } from '../simulator/client.js';
import type { OrgInfo, OrgPerson, SeenMessage } from '../simulator/control-types.js';
import { viewOf, type Look } from './seen-view.js';
import type { PersonView, SpaceView } from './space-view.js';

/** Something the page asked for that the Webex app would not do either; the message says why. */
export class NotPlayed extends Error {
  override readonly name = 'NotPlayed';
}

/** The Webex app as one of the cast would use it. Every method throws NotPlayed for anybody else. */
export interface PlayedApp {
  view(look: Look): Promise<SpaceView>;
  /** What is typed in the space goes out as a mention of the bot, as Webex only then tells a bot of it. */
  say(look: Look, text: string): Promise<void>;
  click(as: string, messageId: string, inputs: Record<string, unknown>): Promise<void>;
  /** A file attached to a message of that conversation. */
  file(look: Look, messageId: string, position: number): Promise<{ name: string; text: string }>;
}

export function playApp(webex: SimulatorClient, org: OrgInfo): PlayedApp {
  const people = castOf(org);
  const direct = directRooms(webex, org);

  const known = (as: string): string => {
    if (!people.some(({ id }) => id === as)) throw new NotPlayed('Nobody of that name plays here.');
    return as;
  };
  const seen = async ({ as, conversation }: Look): Promise<readonly SeenMessage[]> => {
    const roomId = conversation === 'space' ? org.adminRoomId : await direct.find(known(as));
    return roomId === null ? [] : (await webex.room(roomId)).filter(({ removed }) => !removed);
  };

  return {
    view: async (look) => {
      const as = look.as === '' ? org.officers[0].id : known(look.as);
      const messages = await seen({ ...look, as });
      return { people, messages: messages.map((message) => viewOf(message, org.bot, { ...look, as })) };
    },
    say: async ({ as, conversation }, text) => {
      const person = known(as);
      const inSpace = conversation === 'space';
      const roomId = inSpace ? org.adminRoomId : await direct.findOrOpen(person);
      await webex.say({ person, roomId, text, mentionBot: inSpace });
    },
    click: async (as, messageId, inputs) => {
      await webex.click({ person: known(as), messageId, inputs });
    },
    file: async (look, messageId, position) => {
      const file = (await seen(look)).find(({ id }) => id === messageId)?.files?.[position];
      if (file === undefined) throw new NotPlayed('There is no such file.');
      return file;
    },
  };
}

function castOf({ officers: [first, second], member }: OrgInfo): readonly PersonView[] {
  const as = ({ id, displayName }: OrgPerson, role: string): PersonView => ({ id, name: displayName, role });
  return [as(first, 'officer'), as(second, 'second officer'), as(member, 'plain member')];
}

interface DirectRooms {
  /** The id of that person's 1:1 space with the bot; null while there is none. */
  find(person: string): Promise<string | null>;
  findOrOpen(person: string): Promise<string>;
}

/** Once found a 1:1 space stays the same, and the org's list of spaces is long. */
function directRooms(webex: SimulatorClient, { bot }: OrgInfo): DirectRooms {
  const found = new Map<string, string>();
  const find = async (person: string): Promise<string | null> => {
    const before = found.get(person);
    if (before !== undefined) return before;
    const room = (await webex.rooms()).find(
      ({ type, members }) => type === 'direct' && [person, bot.id].every((id) => members.some((one) => one.id === id)),
    );
    if (room !== undefined) found.set(person, room.id);
    return room?.id ?? null;
  };
  return {
    find,
    findOrOpen: async (person) =>
      (await find(person)) ?? (await webex.addRoom({ type: 'direct', members: [person, bot.id] })),
  };
}

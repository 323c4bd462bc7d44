import type { SimulatorClient } from '../simulator/client.js';
import type { NewMessage, OrgInfo, TrueMessage } from '../simulator/control-types.js';
import type { MailboxView, MailView } from './space-view.js';

/** Two people of the org whom the purge concerns, and what they wrote to each other. */
export interface Mailbox {
  view(): Promise<MailboxView>;
}

const DAY_MS = 86_400_000;

export const MIA = { email: 'mia.moreau@acme.example', displayName: 'Mia Moreau' };
const BEN = { email: 'ben.brandt@acme.example', displayName: 'Ben Brandt' };

/** Who wrote it, how many days ago, and what. The last four are younger than the demo's policy and stay. */
const TALK = [
  [MIA, 82.3, 'Did the offer for the harbour project go out?'],
  [BEN, 82.2, 'This morning. The discount is in, please keep it to yourself.'],
  [MIA, 74.1, 'The supplier asks for the draft contract again.'],
  [BEN, 73.9, 'Second page still has the old price. Tomorrow!'],
  [BEN, 66.4, 'Who else knows about the reorganisation?'],
  [MIA, 66.3, 'Only the two of us, I think.'],
  [MIA, 58.2, 'The door code of the archive is 4711 until Friday.'],
  [BEN, 51.7, 'Lunch on Thursday? The usual place.'],
  [MIA, 51.6, 'Yes! 12:30.'],
  [BEN, 44.5, 'The numbers of the third quarter are not good.'],
  [MIA, 44.4, 'Then we had better talk, not write.'],
  [BEN, 36.2, 'I put the old plan in the drawer.'],
  [MIA, 33.8, 'New laptop arrives on Monday.'],
  [BEN, 21.6, 'The archive has a new door code.'],
  [MIA, 12.4, 'Harbour project: they said yes!'],
  [BEN, 12.3, 'Cake is on me.'],
  [MIA, 2.1, 'See you at the review.'],
] as const;

/** Lets the two have written to each other up to `nowMs`, and opens the conversation. */
export async function openMailbox(webex: SimulatorClient, org: OrgInfo, nowMs: number): Promise<Mailbox> {
  const [mia, ben] = [await webex.addPerson(MIA), await webex.addPerson(BEN)];
  const created = new Date(nowMs - 90 * DAY_MS).toISOString();
  const roomId = await webex.addRoom({ type: 'direct', members: [mia.id, ben.id], created });
  await webex.addMessages(TALK.map((said) => written(said, roomId, nowMs)));
  const names = new Map([mia, ben, ...org.officers, org.member].map(({ id, displayName }) => [id, displayName]));
  return {
    view: async () => {
      const messages = await webex.messages({ roomId, text: true });
      return { between: [MIA.displayName, BEN.displayName], messages: messages.map((one) => mailOf(one, names)) };
    },
  };
}

function written([{ email }, daysAgo, text]: (typeof TALK)[number], roomId: string, nowMs: number): NewMessage {
  return { roomId, person: email, text, created: new Date(nowMs - daysAgo * DAY_MS).toISOString() };
}

function mailOf(message: TrueMessage, names: ReadonlyMap<string, string>): MailView {
  const { id, personId, created, text = '', deletedAt, deletedBy = '' } = message;
  const nameOf = (person: string): string => names.get(person) ?? 'somebody';
  const deleted = deletedAt === undefined ? null : { by: nameOf(deletedBy), at: deletedAt };
  return { id, by: nameOf(personId), at: created, words: text, deleted };
}

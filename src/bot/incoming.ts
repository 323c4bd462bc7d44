import { z } from 'zod';
import type { IncomingMessage } from '../model.js';
import { withoutMention, type BotName } from './mention.js';

/** A message as Webex's REST gives it, as far as we use it. */
export const RAW_MESSAGE = z.object({
  id: z.string(),
  roomId: z.string(),
  roomType: z.string().optional(),
  personId: z.string(),
  personEmail: z.string().optional(),
  text: z.string().optional(),
  html: z.string().optional(),
});

/** What somebody said to the bot, without its name. */
export function incomingMessage(raw: z.infer<typeof RAW_MESSAGE>, bot: BotName): IncomingMessage {
  return {
    id: raw.id,
    roomId: raw.roomId,
    roomType: raw.roomType === 'direct' ? 'direct' : 'group',
    personId: raw.personId,
    personEmail: raw.personEmail ?? '',
    text: withoutMention({ text: raw.text ?? '', html: raw.html }, bot),
  };
}

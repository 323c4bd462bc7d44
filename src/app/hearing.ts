import type { FrameworkChat } from '../bot/framework-chat.js';
import type { WebhookOptions } from '../bot/webhook-side.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import type { Clock, Facts } from '../ports.js';
import type { WebhookReceiving } from '../web/webhook-route.js';

/** How the bot hears: by webhook where there is a secret for it, else over the websocket (null). */
export function webhookOptions(web: Config['web'], parts: { facts: Facts; clock: Clock }): WebhookOptions | null {
  if (web.webhookSecret === null) return null;
  return { url: `${web.publicUrl}/webhook`, secret: web.webhookSecret, ...parts };
}

/** The web server's end of it. `chat` is null until there is one: what comes earlier is not taken. */
export function receivingBy(web: Config['web'], chat: () => FrameworkChat | null): WebhookReceiving | null {
  if (web.webhookSecret === null) return null;
  const take: WebhookReceiving['take'] = (envelope) => {
    chat()?.receive(envelope);
    return chat() !== null;
  };
  return { secret: web.webhookSecret, take };
}

/** @throws AppError where the bot is no member of the admin space. */
export async function checkSpace({ rest }: FrameworkChat, roomId: string): Promise<void> {
  const { displayName } = await rest.me();
  if (await rest.inRoom(roomId)) return;
  throw new AppError('not-in-space', `${displayName} is not a member of the space in ADMIN_ROOM_ID.`, {
    hint: 'Add the bot to that space in Webex, or correct ADMIN_ROOM_ID.',
  });
}

import type { FrameworkChat } from '../bot/framework-chat.js';
import type { WebhookOptions } from '../bot/webhook-side.js';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';
import type { Counting } from '../metrics.js';
import type { Person } from '../model.js';
import type { Clock, Log } from '../ports.js';
import { createSeenDeliveries } from '../storage/seen-deliveries.js';
import type { WebhookReceiving } from '../web/webhook-route.js';

/** How the bot hears: by webhook where there is a secret for it, else over the websocket (null). */
export function webhookOptions(
  { web, dataDir }: Config,
  { clock, log }: { clock: Clock; log: Log },
): WebhookOptions | null {
  if (web.webhookSecret === null) return null;
  const seen = createSeenDeliveries({ dataDir, clock, log: log.child({ part: 'webhooks' }) });
  return { url: `${web.publicUrl}/webhook`, secret: web.webhookSecret, seen };
}

/** The web server's end of it. `chat` is null until there is one: what comes earlier is not taken. */
export function receivingBy(
  web: Config['web'],
  chat: () => FrameworkChat | null,
  counting: Counting,
): WebhookReceiving | null {
  if (web.webhookSecret === null) return null;
  const take: WebhookReceiving['take'] = (envelope) => {
    chat()?.receive(envelope);
    return chat() !== null;
  };
  return { secret: web.webhookSecret, take, refused: () => counting.deliveryRefused() };
}

/**
 * Answers who the bot is.
 * @throws AppError where the bot is no member of the admin space.
 */
export async function checkSpace({ rest }: FrameworkChat, roomId: string): Promise<Person> {
  const bot = await rest.me();
  if (await rest.inRoom(roomId)) return bot;
  throw new AppError('not-in-space', `${bot.displayName} is not a member of the space in ADMIN_ROOM_ID.`, {
    hint: 'Add the bot to that space in Webex, or correct ADMIN_ROOM_ID.',
  });
}

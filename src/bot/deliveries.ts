import { z } from 'zod';
import type { IncomingMessage } from '../model.js';
import type { InboxHandlers, Log, SeenDeliveries } from '../ports.js';
import type { BotName } from './mention.js';

/** Deliveries taken and not yet handed over: while the bot is starting, or Webex answers slowly. */
const AT_ONCE = 1_000;

/** Of an envelope only the ids are used; `personId` merely spares us fetching what we said ourselves. */
const ENVELOPE = z.object({
  resource: z.enum(['messages', 'attachmentActions']),
  event: z.literal('created'),
  data: z.object({ id: z.string().min(1).max(1_000), personId: z.string().optional() }),
});
type Envelope = z.infer<typeof ENVELOPE>;

export interface DeliveriesParts {
  readonly seen: SeenDeliveries;
  /** Null where Webex no longer has it. */
  readonly fetchMessage: (messageId: string, bot: BotName) => Promise<IncomingMessage | null>;
  /** Never throws. */
  readonly hand: (give: (handlers: InboxHandlers) => Promise<void>) => void;
  readonly log: Log;
}

/** What Webex delivers by webhook, on its way to the handlers. */
export interface Deliveries {
  /** Takes an envelope whose signature was found right, and returns at once. Those of before `open` wait for it. */
  receive(envelope: unknown): void;
  open(bot: BotName): void;
  close(): void;
}

/**
 * The framework's own receiver is left out: it verifies a signature over JSON that it wrote anew, after its answer, and
 * drops for good what it fails to fetch once. Ours fetches as patiently as everything else we ask of Webex.
 */
export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { log } = parts;
  let open: (bot: BotName) => void = () => undefined;
  const opened = new Promise<BotName>((resolve) => (open = resolve));
  let closed = false;
  let underWay = 0;

  const work = async (envelope: Envelope): Promise<void> => {
    underWay += 1;
    try {
      await handOver(parts, envelope, await opened);
    } catch (error) {
      log.error('webhook.lost', { resource: envelope.resource, error });
    } finally {
      underWay -= 1;
    }
  };

  return {
    receive: (envelope) => {
      const read = ENVELOPE.safeParse(envelope);
      if (!read.success) log.info('webhook.ignored');
      else if (closed || underWay >= AT_ONCE) log.warn('webhook.dropped', { underWay, closed });
      else void work(read.data);
    },
    open: (bot) => open(bot),
    close: () => {
      closed = true;
    },
  };
}

async function handOver(
  { seen, fetchMessage, hand }: DeliveriesParts,
  envelope: Envelope,
  bot: BotName,
): Promise<void> {
  const { id, personId } = envelope.data;
  if (personId === bot.id && envelope.resource === 'messages') return;
  if (!(await seen.first(id))) return;
  if (envelope.resource === 'attachmentActions') {
    hand((handlers) => handlers.action(id));
    return;
  }
  const message = await fetchMessage(id, bot);
  if (message !== null && message.personId !== bot.id) hand((handlers) => handlers.message(message));
}

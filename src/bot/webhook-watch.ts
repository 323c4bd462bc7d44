import { explain } from '../errors.js';
import type { Log } from '../ports.js';

/**
 * Webex switches a webhook off when 100 deliveries fail within five minutes, tells nobody, and never switches it on again
 * (Webhooks guide). A look takes a while itself, so that one every four minutes finds it within five.
 */
const LOOK_EVERY_MS = 240_000;
/** When Webex could not be asked. */
const LOOK_AGAIN_MS = 30_000;

export interface WatchParts {
  /** Sets the webhooks right and answers whether they are active. */
  readonly setRight: (how: { renew: boolean }) => Promise<boolean>;
  readonly log: Log;
  /** Milliseconds. */
  readonly everyMs?: number;
}

/** Looks after the webhooks from `start` to `stop`. */
export interface WebhookWatch {
  /** Rejects where they cannot be set right; may be called again after that. */
  start(): Promise<void>;
  /** Waits for a look under way. */
  stop(): Promise<void>;
  /** As of the last look. */
  active(): boolean;
}

export function createWebhookWatch({ setRight, log, everyMs = LOOK_EVERY_MS }: WatchParts): WebhookWatch {
  let active = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  const lookIn = (ms: number): void => {
    if (!stopped) timer = setTimeout(() => void (looking = look()), ms);
  };
  const look = async (): Promise<void> => {
    try {
      active = await setRight({ renew: false });
    } catch (error) {
      active = false;
      log.warn('webhook.look-failed', { reason: explain(error).message });
    }
    lookIn(active ? everyMs : Math.min(everyMs, LOOK_AGAIN_MS));
  };

  return {
    start: async () => {
      active = await setRight({ renew: true });
      lookIn(everyMs);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
      active = false;
    },
    active: () => active,
  };
}

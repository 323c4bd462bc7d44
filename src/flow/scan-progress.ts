import type { PurgeRequest, ScanProgress, TimeSpan } from '../model.js';
import type { Chat, Rendered } from '../ports.js';
import type { Parts } from './parts.js';
import { createLooks } from './progress.js';
import type { ScanWatch } from './scan.js';

/** Webex allows ten edits of a message. */
const EDITS_BEFORE_NEW_MESSAGE = 10;

/** Tells the space how far a scan is, in a message of its own that goes when the scan ends. */
export interface ScanShow extends ScanWatch {
  stop(): Promise<void>;
}

type OneMessage = Pick<Chat, 'render' | 'post' | 'edit' | 'remove'>;

interface ShowParts extends Pick<Parts, 'clock' | 'log'> {
  readonly chat: OneMessage;
}

/** A short scan says nothing. Progress is a courtesy: where it cannot be shown, the scan goes on. */
export function showScan({ chat, clock, log }: ShowParts, request: PurgeRequest): ScanShow {
  const begun = clock.now();
  const ended = new AbortController();
  const message = createMessage(chat);
  const totalMs = msOf(request.span) + begun - Date.parse(request.span.from);
  let [read, passedMs] = [0, 0];

  const progress = (): ScanProgress => ({
    read,
    share: Math.min(1, passedMs / totalMs),
    elapsedMs: clock.now() - begun,
  });
  const show = async (): Promise<void> => {
    const looks = createLooks();
    for (;;) {
      const elapsedMs = clock.now() - begun;
      await clock.wait(looks.taken(elapsedMs) - elapsedMs, ended.signal);
      await message
        .show(chat.render({ kind: 'scan-progress', request, progress: progress() }))
        .catch((error: unknown) => log.warn('the progress of a scan could not be shown', { error }));
    }
  };
  const showing = show().catch((error: unknown) => {
    if (!ended.signal.aborted) log.warn('the progress of a scan is shown no more', { error });
  });
  return {
    read: (events) => {
      read += events;
    },
    passed: (span) => {
      passedMs += msOf(span);
    },
    stop: async () => {
      ended.abort();
      await showing;
      await message
        .remove()
        .catch((error: unknown) => log.warn('the progress of a scan stands in the space still', { error }));
    },
  };
}

/** One message that is edited as often as Webex lets us, then a new one in its place. */
function createMessage(chat: OneMessage) {
  let posted: { readonly id: string; edits: number } | null = null;

  const remove = async (): Promise<void> => {
    const old = posted;
    posted = null;
    if (old !== null) await chat.remove(old.id);
  };
  return {
    show: async (rendered: Rendered): Promise<void> => {
      if (posted !== null && posted.edits < EDITS_BEFORE_NEW_MESSAGE && (await chat.edit(posted.id, rendered))) {
        posted.edits += 1;
        return;
      }
      await remove();
      posted = { id: await chat.post(rendered), edits: 0 };
    },
    remove,
  };
}

function msOf({ from, to }: TimeSpan): number {
  return Date.parse(to) - Date.parse(from);
}

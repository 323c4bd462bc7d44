import type { RunWait } from '../model.js';
import { nowIn } from './now.js';
import type { Work } from './work.js';

export interface Waiting {
  over(): Promise<void>;
}

/** A run that waits says so once, on its card and in the space, and once more when it goes on. Both are on record first. */
export async function waits(
  work: Work,
  { for: reason, until, since }: { for: RunWait['for']; until: number | null; since?: string },
): Promise<Waiting> {
  const { parts, showing, request, pace, card } = work;
  const now = (): string => nowIn(parts.clock);
  const wait: RunWait = {
    for: reason,
    since: since ?? now(),
    until: until === null ? null : new Date(until).toISOString(),
  };
  await parts.audit.append({ type: 'purge.waiting', actor: 'bot', purge: request.id, details: { ...wait } });
  pace.enter(reason);
  card.show('in place');
  await told(work, showing.say({ kind: 'run-waits', request, wait }));
  return {
    over: async () => {
      const details = { for: reason, since: wait.since };
      await parts.audit.append({ type: 'purge.going-on', actor: 'bot', purge: request.id, details });
      pace.enter('purging');
      card.show('in place');
      await told(work, showing.say({ kind: 'run-goes-on', request, waitedFor: reason }));
    },
  };
}

/** During an outage the space may be out of reach as well: that holds up no run. */
function told({ parts, request }: Work, saying: Promise<void>): Promise<void> {
  return saying.catch((error: unknown) => parts.log.warn('a wait could not be told', { purge: request.id, error }));
}

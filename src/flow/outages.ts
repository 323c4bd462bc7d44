import type { RequestState, TimeSpan } from '../model.js';
import type { Parts } from './parts.js';
import type { Showing } from './showing.js';

/** Webex ends sockets now and then and takes a new one at once: a shorter silence is told only where a card waits for clicks. */
const WORTH_TELLING_MS = 10_000;

const WAITS_FOR_CLICKS: ReadonlySet<RequestState> = new Set<RequestState>([
  'previewed',
  'awaiting',
  'approved',
  'running',
  'stopped',
]);

/** Where the space cannot be told yet, it is tried again after so long, ms. */
const PAUSES_MS = [2_000, 10_000, 60_000];

/** Says since when nothing was heard: Webex does not deliver again what was said or clicked meanwhile. */
export async function tellSilence(parts: Parts, showing: Showing, silence: TimeSpan): Promise<void> {
  await parts.audit.append({ type: 'connection.restored', actor: 'bot', purge: null, details: { ...silence } });
  const short = Date.parse(silence.to) - Date.parse(silence.from) < WORTH_TELLING_MS;
  const waiting = (await parts.store.all()).some(({ state }) => WAITS_FOR_CLICKS.has(state));
  if (short && !waiting) return;
  const say = (): Promise<void> => showing.say({ kind: 'deaf', silence });
  for (const pauseMs of PAUSES_MS) {
    const told = await say().then(
      () => true,
      () => false,
    );
    if (told) return;
    await parts.clock.wait(pauseMs);
  }
  await say();
}

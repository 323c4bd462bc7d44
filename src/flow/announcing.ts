import type { CardFace, Notice, PurgeRequest } from '../model.js';
import type { Log } from '../ports.js';
import type { Showing } from './showing.js';

export interface Announcement {
  readonly request: PurgeRequest;
  readonly face: CardFace;
  readonly notice: Notice;
}

/** The decision stands, whether the space can be told or not; a card that lags behind is put right by the agenda. */
export async function announce(
  { showing, log }: { showing: Showing; log: Log },
  { request, face, notice }: Announcement,
): Promise<void> {
  const untold = (error: unknown): void =>
    log.warn('a decision could not be told', { purge: request.id, face: face.face, error });
  const shown = await showing.card(request, face).catch(untold);
  // Where Webex refused the edit the card is another message now.
  await showing.say(notice, (shown ?? request).card?.messageId).catch(untold);
}

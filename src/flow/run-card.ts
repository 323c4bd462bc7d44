import type { PurgeRequest } from '../model.js';
import type { Parts } from './parts.js';
import type { Pace } from './progress.js';
import type { Showing } from './showing.js';

/** The card of a run, shown beside the run: a space that is slow or out of reach holds up no deletion. */
export interface RunCard {
  /** `new`: at the end of the space, and the card that asked or that stood still loses its buttons. */
  show(where: 'new' | 'in place'): void;
  /** When all that was to be shown stands there, or could not be shown. Never rejects. */
  settled(): Promise<void>;
}

interface CardParts {
  readonly parts: Pick<Parts, 'log'>;
  readonly showing: Showing;
  readonly request: PurgeRequest;
}

export function createRunCard({ parts, showing, request }: CardParts, pace: Pace): RunCard {
  let last: Promise<void> = Promise.resolve();

  const showNow = async (where: 'new' | 'in place'): Promise<void> => {
    const face = { face: 'progress', request, progress: pace.progress() } as const;
    try {
      if (where === 'new') await showing.card(request, { face: 'closed', request });
      await (where === 'new' ? showing.newCard(request, face) : showing.card(request, face));
    } catch (error) {
      parts.log.warn('progress could not be shown', { purge: request.id, error });
    }
  };
  return {
    show: (where) => {
      pace.shown();
      last = last.then(() => showNow(where));
    },
    settled: () => last,
  };
}

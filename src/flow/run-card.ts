import type { PurgeRequest } from '../model.js';
import type { Work } from './work.js';

/** Progress is a courtesy: where it cannot be shown, the run goes on. */
export async function showProgress(
  { parts, showing, request, pace }: Pick<Work, 'parts' | 'showing' | 'request' | 'pace'>,
  where: 'new' | 'in place',
): Promise<PurgeRequest> {
  const face = { face: 'progress', request, progress: pace.progress() } as const;
  pace.shown();
  try {
    if (where === 'in place') return await showing.card(request, face);
    // The card that asked or that stood still loses its buttons; the new one has Stop.
    await showing.card(request, { face: 'closed', request });
    return await showing.newCard(request, face);
  } catch (error) {
    parts.log.warn('progress could not be shown', { purge: request.id, error });
    return request;
  }
}

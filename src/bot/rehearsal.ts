import type { Json, Notice, PurgeRequest } from '../model.js';
import type { Rendered } from '../ports.js';
import type { CardJson } from './cards/template.js';
import { fit } from './words/fit.js';

/** The first line of all that is said of a purge that deletes nothing. */
const REHEARSAL = 'REHEARSAL: everything is real but the deletions. No message is deleted.';

/** `everywhere`: the bot itself runs in rehearsal, so that no purge of its deletes anything, whenever it was asked for. */
export function markRehearsal(notice: Notice, rendered: Rendered, everywhere: boolean): Rendered {
  const request = requestIn(notice);
  if (request === null || !(everywhere || request.rules.rehearsal)) return rendered;
  const { markdown, card } = rendered;
  return { markdown: fit(`**${REHEARSAL}**\n\n${markdown}`), card: card === null ? null : withFirstLine(card) };
}

/** The purge that a notice is about, if it is about one. */
function requestIn(notice: Notice): PurgeRequest | null {
  if (notice.kind === 'card') return notice.card.request;
  return 'request' in notice ? notice.request : null;
}

function withFirstLine(card: CardJson): CardJson {
  const line: CardJson = { type: 'TextBlock', text: REHEARSAL, wrap: true, weight: 'Bolder', color: 'Warning' };
  const body: readonly Json[] = Array.isArray(card['body']) ? (card['body'] as readonly Json[]) : [];
  return { ...card, body: [line, ...body] };
}

import type { Json, Notice, PurgeRequest } from '../model.js';
import type { CardJson } from './cards/template.js';

/** The first line of all that is said of a purge that deletes nothing. */
const REHEARSAL = 'REHEARSAL: everything is real but the deletions. No message is deleted.';

/** The notice of a bot that itself runs in rehearsal: no purge of its deletes anything, whenever it was asked for. */
export function inRehearsal(notice: Notice): Notice {
  if (notice.kind === 'card') return { ...notice, card: { ...notice.card, request: rehearsed(notice.card.request) } };
  return 'request' in notice ? { ...notice, request: rehearsed(notice.request) } : notice;
}

/** Whether what the notice says is about a purge that deletes nothing. */
export function isOfRehearsal(notice: Notice): boolean {
  if (notice.kind === 'card') return notice.card.request.rules.rehearsal;
  return 'request' in notice && notice.request.rules.rehearsal;
}

export function saidAsRehearsal(markdown: string): string {
  return `**${REHEARSAL}**\n\n${markdown}`;
}

export function drawnAsRehearsal(card: CardJson): CardJson {
  const line: CardJson = { type: 'TextBlock', text: REHEARSAL, wrap: true, weight: 'Bolder', color: 'Warning' };
  const body: readonly Json[] = Array.isArray(card['body']) ? (card['body'] as readonly Json[]) : [];
  return { ...card, body: [line, ...body] };
}

function rehearsed(request: PurgeRequest): PurgeRequest {
  return { ...request, rules: { ...request.rules, rehearsal: true } };
}

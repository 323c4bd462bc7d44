import type { CardFace } from '../../model.js';
import { printedHead } from '../../printed-head.js';
import { coverageSentences } from './coverage.js';
import { counted, spanOf, timeOf } from './figures.js';
import { plain } from './plain.js';
import { standingOf } from './refusal.js';
import { askerName, beginsWords, messagesOf, overLimitWords, rangeOf, WHAT_DELETION_MEANS } from './request.js';
import { doneWords, phaseWords, progressWords } from './run.js';

/** What stands beside a card: shown in notifications, and where a client does not draw cards. */
export function cardText(card: CardFace): string {
  const { request } = card;
  const title = `**${request.id}**`;
  const amount = `${counted(messagesOf(request), 'direct message')} from ${spanOf(request.span)}`;
  const notRead =
    request.summary === null
      ? ''
      : coverageSentences(request.summary.coverage)
          .map((one) => `${one} `)
          .join('');
  switch (card.face) {
    case 'preview':
      return `${title}: a preview. ${rangeOf(request)} direct messages from ${spanOf(request.span)}. ${notRead}Nothing was deleted; **Request purge** on the card asks for approval.`;
    case 'approval':
      return approvalText(card, `${title}: ${amount}, asked by ${plain(askerName(request.asker))}. ${notRead}`.trim());
    case 'grace':
      return `${title} is approved: ${amount}. ${beginsWords(request)}; \`stop ${request.id}\` halts it.`;
    case 'progress':
      return `${title} is ${phaseWords(card.progress.phase, request)}: ${progressWords(card.progress)}. \`stop ${request.id}\` halts it.`;
    case 'stopped':
      return `${title} is stopped: ${doneWords(card.progress)}. \`resume ${request.id}\` goes on with the rest.`;
    case 'closed':
      return `${title} ${standingOf(request)}: ${amount}.`;
  }
}

function approvalText({ request, head }: CardFace & { face: 'approval' }, opening: string): string {
  const shown = printedHead(head, { post: 'card', purge: request.id });
  if (request.state === 'over-limit') return `${overLimitWords(request)}\n\n${shown}`;
  const expires = request.expiresAt === null ? '' : ` It expires ${timeOf(request.expiresAt)}.`;
  const digest = request.digest === null ? '' : ` Digest: \`${request.digest}\`.`;
  const decide = `${opening} **An officer decides on the card** (open it in the Webex app).${expires}${digest} ${WHAT_DELETION_MEANS}`;
  return `${decide}\n\n${shown}`;
}

import type { CardFace, Json, Notice, PersonId, PurgeRequest } from '../model.js';
import type { Attachment, Rendered } from '../ports.js';
import type { Claims } from './claims.js';
import { canonicalDigest } from '../canonical.js';
import { createExclusive } from './exclusive.js';
import type { Parts } from './parts.js';

/** Webex allows ten edits of a message; one is kept for closing the card. */
const EDITS_BEFORE_NEW_MESSAGE = 9;

/** Speaks in the admin space. */
export interface Showing {
  say(notice: Notice, threadOf?: string): Promise<void>;
  attach(notice: Notice, file: Attachment): Promise<void>;
  direct(personId: PersonId, notice: Notice, file?: Attachment): Promise<void>;
  /** Shows a request's card: in place where Webex lets us, else as a new message in place of the old one. */
  card(request: PurgeRequest, face: CardFace): Promise<PurgeRequest>;
  /** Shows a card as a new message and leaves the older one standing as it is. */
  newCard(request: PurgeRequest, face: CardFace): Promise<PurgeRequest>;
}

export function createShowing(parts: Parts, claims: Claims): Showing {
  const { chat, audit, files } = parts;
  const exclusive = createExclusive();

  /** Every form of a card is on record before anyone can see it. */
  const recordForm = async (request: PurgeRequest, face: CardFace, { card }: Rendered): Promise<string> => {
    if (card === null) throw new Error(`the ${face.face} card was rendered without a card`);
    const first = face.face === 'approval' && request.card === null;
    const digest = first ? await files.keepCard(request.id, card) : canonicalDigest(card);
    const details: Record<string, Json> = { face: face.face, card: digest, first };
    await audit.append({ type: 'card.rendered', actor: 'bot', purge: request.id, details });
    return digest;
  };

  const placed = async (id: string, messageId: string, digest: string, edits: number): Promise<PurgeRequest> => {
    const claimed = await claims.claim(id, { kind: 'card-posted', card: { messageId, digest, edits } }, null);
    if (!claimed.ok) throw new Error(`the card of ${id} could not be stored: ${claimed.refusal.reason}`);
    return claimed.request;
  };

  const post = async (request: PurgeRequest, face: CardFace): Promise<PurgeRequest> => {
    const rendered = chat.render({ kind: 'card', card: face });
    const digest = await recordForm(request, face, rendered);
    return placed(request.id, await chat.post(rendered), digest, 0);
  };

  const replace = async (request: PurgeRequest, face: CardFace): Promise<PurgeRequest> => {
    const shown = (await parts.store.get(request.id))?.card ?? null;
    if (shown === null) return post(request, face);
    const rendered = chat.render({ kind: 'card', card: face });
    const digest = await recordForm(request, face, rendered);
    if (shown.edits < EDITS_BEFORE_NEW_MESSAGE && (await chat.edit(shown.messageId, rendered))) {
      return placed(request.id, shown.messageId, digest, shown.edits + 1);
    }
    await chat.remove(shown.messageId);
    return placed(request.id, await chat.post(rendered), digest, 0);
  };

  return {
    say: async (notice, threadOf) => {
      await chat.post(chat.render(notice), threadOf);
    },
    attach: async (notice, file) => {
      await chat.attach(chat.render(notice), file);
    },
    direct: async (personId, notice, file) => {
      await chat.direct(personId, chat.render(notice), file);
    },
    card: (request, face) => exclusive(request.id, () => replace(request, face)),
    newCard: (request, face) => exclusive(request.id, () => post(request, face)),
  };
}

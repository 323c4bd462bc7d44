import type { CardFace, Json, Notice, PersonId, PostedCard, PurgeRequest } from '../model.js';
import type { Attachment, Rendered } from '../ports.js';
import { RefusedError } from '../errors.js';
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
  /** Once nobody else shows a card of this request: shows the face that is still due then, if any. */
  settle(id: string, due: (request: PurgeRequest) => Promise<CardFace | null>): Promise<void>;
  /** Takes a card that stands in the space already for the request's own, where it has none yet. */
  adopt(id: string, card: PostedCard): Promise<void>;
  /** Shows a card as a new message and leaves the older one standing as it is. */
  newCard(request: PurgeRequest, face: CardFace): Promise<PurgeRequest>;
  /** Shows a card as a new message in place of the old one, which somebody else changed. */
  freshCard(request: PurgeRequest, face: CardFace): Promise<PurgeRequest>;
  /** Runs while nobody shows a card of this request. */
  undisturbed<T>(id: string, task: () => Promise<T>): Promise<T>;
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

  const placed = async (id: string, card: PostedCard): Promise<PurgeRequest> => {
    const claimed = await claims.claim(id, { kind: 'card-posted', card }, null);
    if (!claimed.ok) throw new Error(`the card of ${id} could not be stored: ${claimed.refusal.reason}`);
    return claimed.request;
  };

  const post = async (request: PurgeRequest, face: CardFace): Promise<PurgeRequest> => {
    const rendered = chat.render({ kind: 'card', card: face });
    const digest = await recordForm(request, face, rendered);
    return placed(request.id, { messageId: await chat.post(rendered), digest, edits: 0, face: face.face });
  };

  const replace = async (request: PurgeRequest, face: CardFace, inPlace = true): Promise<PurgeRequest> => {
    const shown = (await parts.store.get(request.id))?.card ?? null;
    if (shown === null) return post(request, face);
    const rendered = chat.render({ kind: 'card', card: face });
    const digest = await recordForm(request, face, rendered);
    if (inPlace && shown.edits < EDITS_BEFORE_NEW_MESSAGE && (await chat.edit(shown.messageId, rendered))) {
      return placed(request.id, { ...shown, digest, edits: shown.edits + 1, face: face.face });
    }
    // The new card stands before the old one goes: whatever fails in between, one of them is there.
    const messageId = await chat.post(rendered);
    const next = await placed(request.id, { messageId, digest, edits: 0, face: face.face });
    await chat.remove(shown.messageId);
    return next;
  };

  const settle = async (id: string, due: (request: PurgeRequest) => Promise<CardFace | null>): Promise<void> => {
    const request = await parts.store.get(id);
    const face = request === null ? null : await due(request);
    if (request !== null && face !== null) await replace(request, face);
  };

  const adopt = async (id: string, card: PostedCard): Promise<void> => {
    if ((await parts.store.get(id))?.card === null) await placed(id, card);
  };

  /** Where the thread's first message is gone, in the space itself: Webex refuses to answer what it no longer has. */
  const say = async (notice: Notice, threadOf?: string): Promise<void> => {
    const rendered = chat.render(notice, audit.head());
    await chat.post(rendered, threadOf).catch(async (error: unknown) => {
      const threadIsGone = error instanceof RefusedError && [400, 404].includes(error.status);
      if (threadOf === undefined || !threadIsGone) throw error;
      await chat.post(rendered);
    });
  };

  return {
    say,
    attach: async (notice, file) => {
      await chat.attach(chat.render(notice), file);
    },
    direct: async (personId, notice, file) => {
      await chat.direct(personId, chat.render(notice), file);
    },
    card: (request, face) => exclusive(request.id, () => replace(request, face)),
    settle: (id, due) => exclusive(id, () => settle(id, due)),
    adopt: (id, card) => exclusive(id, () => adopt(id, card)),
    newCard: (request, face) => exclusive(request.id, () => post(request, face)),
    freshCard: (request, face) => exclusive(request.id, () => replace(request, face, false)),
    undisturbed: exclusive,
  };
}

import type { SeenMessage } from '../simulator/control-types.js';
import type { Conversation, FileView, MessageView } from './space-view.js';

/** Whose eyes look, and at what. */
export interface Look {
  readonly as: string;
  readonly conversation: Conversation;
}

/** A message as the page draws it. `bot` is the bot's id and display name. */
export function viewOf(message: SeenMessage, bot: { id: string; displayName: string }, look: Look): MessageView {
  const isBot = message.personId === bot.id;
  const mention = message.mentionedPeople?.includes(bot.id) === true ? bot.displayName : null;
  return {
    id: message.id,
    by: message.personName,
    isBot,
    at: message.created,
    mention,
    words: (isBot ? message.markdown : undefined) ?? withoutMention(message.text ?? '', mention),
    card: cardOf(message),
    files: (message.files ?? []).map((file, position) => fileView(file, hrefOf(message.id, position, look))),
    parentId: message.parentId ?? null,
    edited: message.edits > 0,
  };
}

function withoutMention(text: string, mention: string | null): string {
  return mention !== null && text.startsWith(mention) ? text.slice(mention.length).trim() : text;
}

/** Webex's Messages reference: one attachment a message, an Adaptive Card. */
function cardOf({ attachments }: SeenMessage): object | null {
  const content = attachments?.[0]?.content;
  return typeof content === 'object' && content !== null ? content : null;
}

function fileView({ name, text }: { name: string; text: string }, href: string): FileView {
  return { name, href, size: Buffer.byteLength(text) };
}

function hrefOf(messageId: string, position: number, { as, conversation }: Look): string {
  const query = new URLSearchParams({ conversation, as });
  return `/api/files/${encodeURIComponent(messageId)}/${String(position)}?${query.toString()}`;
}

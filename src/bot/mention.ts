/** Who the bot is, as a message may name it. */
export interface BotName {
  readonly id: string;
  readonly displayName: string;
}

/** A mention at the beginning of a message's html, as Webex's clients write it. */
const LEADING_MENTION = /^\s*(?:<p>)?\s*<spark-mention\b([^>]*)>([^<]*)<\/spark-mention>/;

/**
 * A message's text without the leading mention of the bot. The html says how the mention was written, since people may
 * shorten it; without html the display name is looked for.
 */
export function withoutMention({ text, html }: { text: string; html?: string | undefined }, bot: BotName): string {
  const [, attributes = '', label = ''] = LEADING_MENTION.exec(html ?? '') ?? [];
  const written = names(attributes, bot.id) ? decoded(label) : bot.displayName;
  return stripped(text, written) ?? stripped(text, bot.displayName) ?? text.trim();
}

/** The html holds the person's id as REST gives it, or the uuid within. */
function names(attributes: string, botId: string): boolean {
  const objectId = /data-object-id="([^"]+)"/.exec(attributes)?.[1];
  return objectId !== undefined && (objectId === botId || objectId === uuidOf(botId));
}

function uuidOf(id: string): string | undefined {
  return Buffer.from(id, 'base64').toString().split('/').at(-1);
}

/** Null when the text does not begin with this name as a whole word. */
function stripped(text: string, name: string): string | null {
  const trimmed = text.trim();
  const begins = name !== '' && trimmed.toLowerCase().startsWith(name.toLowerCase());
  const rest = trimmed.slice(name.length);
  return begins && !/^[\p{L}\p{N}]/u.test(rest) ? rest.replace(/^[\s,:]+/, '').trim() : null;
}

function decoded(label: string): string {
  return label
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

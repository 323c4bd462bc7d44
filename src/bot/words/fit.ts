/** Webex's Messages reference: text and markdown hold at most 7,439 bytes each. */
export const MOST_BYTES = 7_439;

const CUT = '\n\n*This answer was cut: it is longer than Webex allows.*';

/** Markdown within Webex's limit: what is too long ends at a whole line where it can, and says that it was cut. */
export function fit(markdown: string): string {
  if (Buffer.byteLength(markdown) <= MOST_BYTES) return markdown;
  const kept = firstBytes(markdown, MOST_BYTES - Buffer.byteLength(CUT));
  const lineEnd = kept.lastIndexOf('\n');
  return `${(lineEnd > kept.length / 2 ? kept.slice(0, lineEnd) : kept).trimEnd()}${CUT}`;
}

/** The longest beginning of at most `most` bytes that breaks no character. */
function firstBytes(text: string, most: number): string {
  let bytes = 0;
  let length = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    length += character.length;
  }
  // A backslash left alone at the end would escape our own closing line.
  return text.slice(0, length).replace(/\\+$/, '');
}

/** Comments and reasons are kept this long. */
const LONGEST_COMMENT = 500;

/** Control characters, and those that turn the reading direction or hide between letters. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** Text that somebody typed, as one plain line of at most `longest` characters; null where nothing is left. */
export function cleanText(text: string, longest = LONGEST_COMMENT): string | null {
  const readable = text
    .slice(0, longest * 8)
    .toWellFormed()
    .replace(UNSEEN, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const cut = Array.from(readable).slice(0, longest).join('').trim();
  return cut === '' ? null : cut;
}

/** Names and e-mail addresses are cut to so many characters: enough to tell people apart. */
const LONGEST_NAME = 80;
/** Comments and reasons. */
export const LONGEST_COMMENT = 500;
/** Sentences of errors. */
const LONGEST_SENTENCE = 300;

/** Control and format characters: they turn the reading direction, break lines, or hide between letters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Foreign text as one line that no client takes for anything but text: angle brackets, from which Webex makes mentions
 * and html, become ‹ ›, and addresses lose the form that clients turn into links. Not escaped for markdown.
 * @param longest in characters; what is cut ends in `…`.
 */
export function neutral(text: string, longest = LONGEST_NAME): string {
  const oneLine = text
    .slice(0, longest * 8)
    .toWellFormed()
    .replace(UNSEEN, ' ')
    .replace(/\s+/gu, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('://', ': //')
    .trim();
  return cut(oneLine, longest);
}

/** A phone shows some thirty letters in one line of a card. */
const LONG_WORD = /\S{31,}/gu;
const ZERO_WIDTH_SPACE = '\u200b';

/** Foreign text for a text run of a card, which is never markdown; long words may break, so that none is cut off. */
export function breakable(text: string, longest = LONGEST_NAME): string {
  return neutral(text, longest).replace(LONG_WORD, (word) =>
    word.replace(/[@._-]|[^\s@._-]{20}/gu, (part) => `${part}${ZERO_WIDTH_SPACE}`),
  );
}

/** Foreign text for the middle of our markdown: it stays text, mentions nobody, links nowhere. */
export function plain(text: string, longest = LONGEST_NAME): string {
  return neutral(text, longest)
    .replace(/[\\`*_[\]{}~|#!]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** A sentence from elsewhere, an error's for example, that ends as one. */
export function sentence(text: string, foreign = plain): string {
  const said = foreign(text, LONGEST_SENTENCE);
  return /[.!?…”]$/.test(said) ? said : `${said}.`;
}

/** Foreign text between typographic quotes. */
export function quoted(text: string, longest = LONGEST_COMMENT): string {
  return `“${plain(text, longest)}”`;
}

function cut(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

import { createRequire } from 'node:module';

interface Token {
  readonly type: string;
  readonly content: string;
  readonly children: readonly Token[] | null;
}

interface MarkdownIt {
  parseInline(text: string, environment: object): readonly Token[];
  render(text: string): string;
}

const load = createRequire(import.meta.url)('markdown-it') as (options: { html: boolean }) => MarkdownIt;

/** CommonMark with html let through, so that a tag that slips in is seen. */
const markdown = load({ html: true });

/** The inline tokens of a line of markdown. */
export function inlineTokens(text: string): readonly Token[] {
  return markdown.parseInline(text, {}).flatMap(({ children }) => children ?? []);
}

export function renderedHtml(text: string): string {
  return markdown.render(text);
}

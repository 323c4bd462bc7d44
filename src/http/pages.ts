import { OddAnswerError } from '../errors.js';
import type { HttpAnswer, HttpRequest } from './client.js';

interface Paging {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly path: string;
  readonly query: Readonly<Record<string, string | number>>;
  readonly signal?: AbortSignal | undefined;
  /** Tries of each page; the client's own number where left out. */
  readonly tries?: number;
}

/** One page of a list; it may be empty and yet have a next one. */
export interface Page<T> {
  /** Reads them anew at each call. Until then a page is bytes, which the garbage collector does not copy. */
  readonly items: () => readonly T[];
  readonly isLast: boolean;
}

/** All items of a list, page by page; see pagesOf. */
export async function* pages(paging: Paging): AsyncGenerator<readonly unknown[]> {
  for await (const page of pagesOf(paging, (item) => item)) yield page.items();
}

/**
 * A list's pages, by the `Link` header's `next` (RFC 5988, as Webex's REST basics say). Only a missing link ends the list.
 * A link to another host is refused by the client. The next page is not asked for before it is wanted.
 * @param read what is kept of an item, once the page's items are asked for.
 */
export async function* pagesOf<T>(
  { send, path, query, signal, tries }: Paging,
  read: (item: unknown) => T,
): AsyncGenerator<Page<T>> {
  const how = { ...(signal === undefined ? {} : { signal }), ...(tries === undefined ? {} : { tries }) };
  let next: HttpRequest | null = { method: 'GET', path, query, ...how };
  while (next !== null) {
    const answer: HttpAnswer = await send(next);
    const link = nextLink(answer.headers['link'] ?? '');
    yield { items: () => answer.items(read), isLast: link === null };
    const following: string | null = link === null ? null : rearmed(link, query);
    if (following === next.path) throw new OddAnswerError('Webex’s link to the next page leads to the same page');
    next = following === null ? null : { method: 'GET', path: following, ...how };
  }
}

/** The target whose `rel` has `next` among its words, in a Link header of any number of relations. */
function nextLink(header: string): string | null {
  for (const match of header.matchAll(/<([^>]*)>([^<]*)/g)) {
    const [, target = '', parameters = ''] = match;
    const [, quoted, bare = ''] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters) ?? [];
    if ((quoted ?? bare).toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return null;
}

/** Webex's next links have been seen without the parameters of the first page, or with `max=null`: they are put back. */
function rearmed(link: string, query: Readonly<Record<string, string | number>>): string {
  if (!URL.canParse(link)) throw new OddAnswerError('Webex’s link to the next page is no address');
  const url = new URL(link);
  for (const [name, value] of Object.entries(query)) {
    const carried = url.searchParams.get(name);
    if (carried === null || carried === 'null' || carried === '') url.searchParams.set(name, String(value));
  }
  return url.href;
}

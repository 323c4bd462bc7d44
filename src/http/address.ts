import { OddAnswerError } from '../errors.js';
import type { HttpRequest } from './exchange.js';

/** Where a request goes. Throws an OddAnswerError for a link to another origin: a token must not follow it. */
export function resolveUrl(baseUrl: string, { path, query = {} }: HttpRequest): URL {
  const url = new URL(path.startsWith('/') ? baseUrl.replace(/\/+$/, '') + path : path);
  if (url.origin !== new URL(baseUrl).origin) {
    throw new OddAnswerError(`A link leads to ${url.host}, which is not Webex’s address; it was not followed`);
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url;
}

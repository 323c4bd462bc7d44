import type { Response } from 'express';
import { basePath } from './browser-cookie.js';
import { documentOf, type Page } from './pages.js';

/** Writes a page as the answer. */
export type Show = (response: Response, page: Page) => void;

export function showBelow(publicUrl: URL): Show {
  const base = basePath(publicUrl);
  return (response, page) => void response.status(page.status).type('html').send(documentOf(page, base));
}

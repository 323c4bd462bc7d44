import { Router, type Request, type Response } from 'express';
import type { Log, SignInDesk, SignInResult } from '../ports.js';
import { browserIn, COOKIE, cookieOptions, loginUrl } from './browser-cookie.js';
import { startingPage } from './pages.js';
import type { Show } from './show.js';
import { refusalPage, welcomePage } from './sign-in-pages.js';

export interface SignInRoutesParts {
  readonly publicUrl: URL;
  /** Null until the officers' side is up. */
  readonly desk: () => SignInDesk | null;
  readonly show: Show;
  readonly log: Log;
}

/** Without a desk nobody can have begun: sign-ins under way are forgotten when the bot ends. */
const NOT_BEGUN: SignInResult = { ok: false, refusal: { kind: 'state' } };

/** `/login` sends the browser to Webex, `/callback` takes it back. */
export function signInRoutes(parts: SignInRoutesParts): Router {
  const router = Router();
  // Express answers HEAD by the handler of GET, which here would spend a sign-in.
  router.head(['/login', '/callback'], (_request, response) => void response.status(404).end());
  router.get('/login', (_request, response) => login(parts, response));
  router.get('/callback', (request, response) => callback(parts, request, response));
  return router;
}

async function login({ desk, publicUrl, show }: SignInRoutesParts, response: Response): Promise<void> {
  const open = desk();
  if (open === null) {
    show(response.set('Retry-After', '5'), startingPage);
    return;
  }
  const { location, browser } = await open.begin();
  response.cookie(COOKIE, browser, cookieOptions(publicUrl)).redirect(302, location);
}

async function callback(parts: SignInRoutesParts, request: Request, response: Response): Promise<void> {
  const { desk, publicUrl, show, log } = parts;
  const query = singleValues(request.query);
  const result = (await desk()?.finish(query, browserIn(request.headers.cookie))) ?? NOT_BEGUN;
  response.clearCookie(COOKIE, { ...cookieOptions(publicUrl), maxAge: undefined });
  if (!result.ok) log.info('sign-in.refused', { kind: result.refusal.kind });
  show(response, result.ok ? welcomePage(result.session) : refusalPage(result.refusal, loginUrl(publicUrl)));
}

/** Parameters given once; one that comes twice is as good as missing. */
function singleValues(query: Request['query']): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string') values[name] = value;
  }
  return values;
}

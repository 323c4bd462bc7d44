import { readFileSync } from 'node:fs';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import type { Exposition, Log, SignInDesk } from '../ports.js';
import { basePath, loginUrl } from './browser-cookie.js';
import { healthRoutes, reasonsNow, type Readiness } from './health-routes.js';
import { limitPerMinute, SIGN_IN_LIMIT, STATUS_LIMIT } from './limits.js';
import { metricsRoutes } from './metrics-routes.js';
import { failurePage, notFoundPage, statusPage, type PublicStatus } from './pages.js';
import { showBelow, type Show } from './show.js';
import { signInRoutes, type SignInRoutesParts } from './sign-in-routes.js';
import { webhookRoute, type WebhookReceiving } from './webhook-route.js';

export interface WebAppParts {
  /** PUBLIC_URL: where browsers find this server, perhaps behind a proxy and below a path. */
  readonly publicUrl: string;
  /** TRUST_PROXY: a number of proxies, addresses or networks, `true` for the nearest one; null believes no forwarded header. */
  readonly trustProxy: string | null;
  /** Asked at each request; null until the officers' side is up. */
  readonly desk: () => SignInDesk | null;
  /** Null: the bot hears over the websocket, and there is no such route. */
  readonly webhook: WebhookReceiving | null;
  readonly readiness: Readiness;
  /** Null while the bot is starting. */
  readonly status: () => Promise<PublicStatus | null>;
  readonly metrics: Exposition;
  readonly log: Log;
}

/** The web surface. No route here can cause a deletion. */
export function createWebApp(parts: WebAppParts): Express {
  const publicUrl = new URL(parts.publicUrl);
  const show = showBelow(publicUrl);
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.set('trust proxy', trusted(parts.trustProxy));
  app.use(securityHeaders(publicUrl), neverCached);
  const everything = routes({ ...parts, publicUrl, show });
  app.use(everything);
  // A proxy in front may or may not cut off the path that PUBLIC_URL has.
  if (basePath(publicUrl) !== '') app.use(basePath(publicUrl), everything);
  app.use((_request, response) => show(response, notFoundPage));
  app.use(failures(parts.log, show));
  return app;
}

type RoutesParts = Omit<WebAppParts, 'publicUrl' | 'trustProxy'> & SignInRoutesParts;

/** Everything there is. */
function routes(parts: RoutesParts): Router {
  const { show, webhook } = parts;
  const router = Router();
  router.get('/', limitPerMinute(STATUS_LIMIT, show), async (_request, response) => {
    const [status, reasons] = await Promise.all([parts.status(), reasonsNow(parts)]);
    show(response, statusPage({ status, reasons, loginUrl: loginUrl(parts.publicUrl) }));
  });
  router.get('/page.css', styleSheet());
  router.use(healthRoutes(parts));
  router.use(metricsRoutes(parts));
  router.use(['/login', '/callback'], limitPerMinute(SIGN_IN_LIMIT, show));
  router.use(signInRoutes(parts));
  if (webhook !== null) router.use(webhookRoute({ ...parts, webhook }));
  return router;
}

function styleSheet(): RequestHandler {
  const css = readFileSync(new URL('page.css', import.meta.url), 'utf8');
  return (_request, response) => void response.type('css').send(css);
}

function securityHeaders(publicUrl: URL): RequestHandler {
  const none = ["'none'"];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: none, styleSrc: ["'self'"], baseUri: none, formAction: none, frameAncestors: none },
    },
    strictTransportSecurity: publicUrl.protocol === 'https:',
    xFrameOptions: { action: 'deny' },
  });
}

const neverCached: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

function trusted(setting: string | null): string | number | boolean {
  if (setting === null || setting === 'false') return false;
  if (setting === 'true') return 1;
  return /^\d+$/.test(setting) ? Number(setting) : setting;
}

/** No stack trace leaves the process: a request that cannot be read gets its status, anything else 500 and a log line. */
function failures(log: Log, show: Show): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, next) => {
    const status = clientStatusOf(error) ?? 500;
    if (status === 500) log.error('web.failed', { path: request.path, error });
    if (response.headersSent) next(error);
    else show(response, failurePage(status));
  };
}

function clientStatusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

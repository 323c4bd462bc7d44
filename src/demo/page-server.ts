import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { pageApi, type PlayedParts } from './page-api.js';

export interface PageServer {
  readonly url: string;
  /** Cuts off what is under way: a page that looks again every half second never falls silent. */
  stop(): Promise<void>;
}

/** The page's compiled files, whether this file itself runs from src (tests) or from dist. */
const PAGE = fileURLToPath(new URL('../../dist/demo/page/', import.meta.url));

/** The libraries' own builds for browsers, from the installed packages: nothing is fetched from elsewhere. */
const VENDOR = ['adaptivecards/dist/adaptivecards.min.js', 'markdown-it/dist/markdown-it.min.js'];

/** Serves the page that plays the Webex app, on loopback only. */
export async function startPageServer(parts: PlayedParts): Promise<PageServer> {
  const app = pageApp(parts);
  const server = createServer((request, response) => void app(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(bound)}/`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function pageApp(parts: PlayedParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(ownFilesOnly());
  app.get('/', (_request, response) => response.sendFile('index.html', { root: PAGE }));
  app.use('/page', express.static(PAGE));
  const { resolve } = createRequire(import.meta.url);
  for (const file of VENDOR)
    app.get(`/vendor/${file.split('/').at(-1) ?? file}`, (_request, response) => response.sendFile(resolve(file)));
  app.use('/api', pageApi(parts));
  return app;
}

/** No script, style, picture or call but to this server. Upgrading to https has no sense on loopback. */
function ownFilesOnly() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: false,
  });
}

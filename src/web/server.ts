import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../errors.js';
import { createWebApp, type WebAppParts } from './app.js';

/** Answers under way when the server stops get this long. */
const DRAIN_MS = 2_000;
/** A whole request has to arrive within this; ours are small. */
const REQUEST_TIMEOUT_MS = 15_000;

export interface WebServerParts extends WebAppParts {
  /** 0 takes any free one. */
  readonly port: number;
  readonly host: string;
}

export interface WebServer {
  /** Listens, and answers on which port. Once started it stays the same however often it is called. Rejects with an AppError. */
  start(): Promise<{ readonly port: number }>;
  /** Takes no more requests, lets those under way end for two seconds, then cuts them off. */
  stop(): Promise<void>;
}

export function createWebServer(parts: WebServerParts): WebServer {
  const app = createWebApp(parts);
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => void app(request, response),
  );
  let starting: Promise<{ port: number }> | null = null;
  let stopping: Promise<void> | null = null;
  return {
    start: () => (starting ??= listen(server, parts)),
    stop: () => (stopping ??= close(server)),
  };
}

async function listen(server: Server, { port, host, log }: WebServerParts): Promise<{ port: number }> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new AppError('not-listening', `The web server cannot listen on ${host}:${port}`, {
      hint: 'Another program may use this port, or the address is not this machine’s: check PORT and HOST.',
      cause,
    });
  }
  const { port: bound } = server.address() as AddressInfo;
  log.info('web.listening', { host, port: bound });
  return { port: bound };
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}

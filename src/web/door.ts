import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../errors.js';

/** Answers under way when the server stops get this long. */
const DRAIN_MS = 2_000;
/** A whole request has to arrive within this; ours are small. */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * The listening socket. It loads nothing but Node's own, so it is open before everything else is loaded, and says by itself
 * that the process lives and is not ready yet.
 */
export interface Door {
  /** Listens, and answers on which port. Once open it stays the same however often it is called. Rejects with an AppError. */
  open(): Promise<{ readonly port: number }>;
  /** From now on this answers. */
  answerWith(listener: RequestListener): void;
  /** Takes no more requests, lets those under way end for two seconds, then cuts them off. */
  close(): Promise<void>;
}

/** `port`: 0 takes any free one. */
export function createDoor({ port, host }: { readonly port: number; readonly host: string }): Door {
  let answer: RequestListener = stillStarting;
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => answer(request, response));
  let opening: Promise<{ port: number }> | null = null;
  let closing: Promise<void> | null = null;
  return {
    open: () => (opening ??= listen(server, port, host)),
    answerWith: (listener) => (answer = listener),
    close: () => (closing ??= close(server)),
  };
}

const STARTING = { ready: false, reasons: ['the bot is starting', 'the bot is not connected to Webex'] };

const stillStarting: RequestListener = ({ url }, response) => {
  const alive = url === '/healthz';
  response.writeHead(alive ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(alive ? { status: 'up' } : STARTING));
};

async function listen(server: Server, port: number, host: string): Promise<{ port: number }> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new AppError('not-listening', `The web server cannot listen on ${host}:${String(port)}`, {
      hint: 'Another program may use this port, or the address is not this machine’s: check PORT and HOST.',
      cause,
    });
  }
  return { port: (server.address() as AddressInfo).port };
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}

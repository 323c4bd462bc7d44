import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What arrived. */
export interface Arrived {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer to give; `hang` gives none and `reset` cuts the connection. */
export type Answer =
  | { readonly status?: number; readonly headers?: Record<string, string | string[]>; readonly body?: unknown }
  | 'hang'
  | 'reset';

export interface LocalServer {
  readonly url: string;
  readonly arrived: Arrived[];
}

/** A real server on loopback for one test. It sends no `Date` unless an answer names one. */
export async function serve(
  answer: (request: Arrived, count: number) => Answer | Promise<Answer>,
): Promise<LocalServer> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const seen = await read(request);
      arrived.push(seen);
      write(response, await answer(seen, arrived.length));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived };
}

async function read(request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  const query = new URL(url, 'http://localhost').searchParams;
  return { method, url, query, headers, body: Buffer.concat(chunks).toString() };
}

function write(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.socket?.destroy();
    return;
  }
  const { status = 200, headers = {}, body = '' } = answer;
  const isJson = typeof body !== 'string';
  response.sendDate = false;
  response.writeHead(status, { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers });
  response.end(isJson ? JSON.stringify(body) : body);
}

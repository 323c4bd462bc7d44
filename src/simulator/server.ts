import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiError } from './api-error.js';
import type { Call } from './call.js';
import type { Fault, Faults, FaultSubject } from './faults.js';
import { publicId } from './ids.js';
import type { RateLimit } from './limits.js';
import type { Token } from './model.js';
import type { Org } from './org.js';
import { json } from './reply.js';
import type { Reply } from './reply.js';
import { readBody } from './request-body.js';
import type { RequestLog } from './request-log.js';
import { matchRoute, segmentsOf } from './routes.js';
import type { Route } from './routes.js';

export interface ServerParts {
  readonly org: Org;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly limit: RateLimit;
  readonly log: RequestLog;
}

/** The simulator's HTTP face: log, latency, scripted faults, rate limit, token, handler, in that order. */
export function createApiServer(parts: ServerParts): Server {
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => void serve(parts, request, response));
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { org, log } = parts;
  const url = new URL(request.url ?? '/', 'http://simulator');
  const token = org.tokens.get((request.headers.authorization ?? '').replace(/^Bearer /i, ''));
  const isApi = !url.pathname.startsWith('/_sim') && !url.pathname.startsWith('/metrics');
  if (isApi) log.begin();
  const reply = await answer(parts, request, { url, token, isApi }).catch(failure);
  if (isApi) {
    const personId = token && publicId('PEOPLE', token.person.uuid);
    log.end({
      at: org.clock.iso(),
      method: request.method ?? '',
      path: url.pathname + url.search,
      personId,
      status: reply?.status ?? 0,
    });
  }
  if (reply === undefined) return;
  send(org, response, reply);
}

interface Asked {
  readonly url: URL;
  readonly token: Token | undefined;
  readonly isApi: boolean;
}

/** Undefined: never answered. */
async function answer(parts: ServerParts, request: IncomingMessage, asked: Asked): Promise<Reply | undefined> {
  const { org, limit } = parts;
  const { url, token, isApi } = asked;
  const method = request.method ?? 'GET';
  const sent = await readBody(request);
  const act = (): Promise<Reply> => dispatch(parts, { org, method, url, ...sent, headers: request.headers }, token);
  if (!isApi) return act();
  if (org.settings.latencyMs > 0) await wait(org.settings.latencyMs);
  const personId = token && publicId('PEOPLE', token.person.uuid);
  return throughFaults(parts.faults, { method, path: url.pathname, query: url.searchParams, personId }, () => {
    failAtRandom(org);
    if (token !== undefined) limit.take(token.person.uuid);
    return act();
  });
}

async function throughFaults(
  faults: Faults,
  subject: FaultSubject,
  act: () => Promise<Reply>,
): Promise<Reply | undefined> {
  const fault = faults.take(subject);
  if (fault === undefined) return act();
  if (fault.delayMs !== undefined) await wait(fault.delayMs);
  if (fault.status === undefined && fault.hangs !== true) return act();
  if (fault.afterwards === true) await act();
  return fault.status === undefined ? undefined : faultReply(fault, fault.status);
}

function failAtRandom({ settings, parts }: Org): void {
  const { share, status } = settings.randomFailure;
  if (parts.random.chance(share)) throw new ApiError(status, 'The service is having a bad moment.');
}

type Asking = Omit<Call, 'params' | 'path' | 'query'> & { readonly url: URL };

async function dispatch(
  { org, routes }: ServerParts,
  { url, ...asking }: Asking,
  token: Token | undefined,
): Promise<Reply> {
  const matched = matchRoute(routes, asking.method, segmentsOf(url.pathname));
  if (matched === undefined) throw new ApiError(404, 'The requested resource could not be found.');
  const { route, params } = matched;
  const call: Call = { ...asking, path: url.pathname, query: url.searchParams, params };
  if (route.open) return route.handle(call);
  if (token === undefined || token.expiresAt < org.clock.now()) {
    throw new ApiError(401, 'The request requires a valid access token set in the Authorization request header.');
  }
  return route.handle({ ...call, caller: token.person, token });
}

function faultReply({ headers = {}, body }: Fault, status: number): Reply {
  if (body === undefined) throw new ApiError(status, 'A scripted fault.', { headers });
  return typeof body === 'string' ? { status, headers, body, type: 'text/html' } : json(body, { status, headers });
}

/** Webex's error JSON; a 429 carries html, which no client should parse. */
function failure(error: unknown): Reply {
  const known = error instanceof ApiError ? error : new ApiError(500, `The simulator failed: ${String(error)}`);
  const { status, message, headers, extra } = known;
  if (status === 429)
    return { status, headers, type: 'text/html', body: '<html><body><h1>429 Too Many Requests</h1></body></html>' };
  return json({ ...extra, message, errors: [{ description: message }] }, { status, headers });
}

function send(org: Org, response: ServerResponse, reply: Reply): void {
  const trackingId = `SIM_${randomUUID()}`;
  const { status, type, headers = {} } = reply;
  const isError = status >= 400 && type?.startsWith('application/json') === true && typeof reply.body === 'string';
  const body = isError ? `${reply.body.slice(0, -1)},"trackingId":"${trackingId}"}` : reply.body;
  response.writeHead(status, {
    ...(type === undefined ? {} : { 'Content-Type': type }),
    ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
    Date: new Date(org.clock.now()).toUTCString(),
    TrackingID: trackingId,
    ...headers,
  });
  response.end(body);
}

import { acceptSilently, catalogue, listDevices, refreshDevice, registerDevice } from './sdk-services.js';
import type { AuthorisedCall, Call } from './call.js';
import type { OAuth } from './oauth.js';
import type { Reply } from './reply.js';
import { createAction, getAction } from './rest-actions.js';
import { getContent } from './rest-contents.js';
import { getEvent, listEvents } from './rest-events.js';
import {
  createMembership,
  deleteMembership,
  getMembership,
  listMemberships,
  updateMembership,
} from './rest-memberships.js';
import { createMessage, deleteMessage, getMessage, listMessages, updateMessage } from './rest-messages.js';
import { getMe, getPerson, listPeople } from './rest-people.js';
import { createRoom, deleteRoom, getRoom, listRooms, updateRoom } from './rest-rooms.js';
import { createWebhook, deleteWebhook, getWebhook, listWebhooks, updateWebhook } from './rest-webhooks.js';

type Answer = Reply | Promise<Reply>;

export type Route = { readonly method: string; readonly segments: readonly string[] } & (
  | { readonly open: true; readonly handle: (call: Call) => Answer }
  | { readonly open: false; readonly handle: (call: AuthorisedCall) => Answer }
);

/** A route for callers with a token. */
function route(method: string, path: string, handle: (call: AuthorisedCall) => Answer): Route {
  return { method, segments: segmentsOf(path), open: false, handle };
}

/** A route that asks for no token. */
export function openRoute(method: string, path: string, handle: (call: Call) => Answer): Route {
  return { method, segments: segmentsOf(path), open: true, handle };
}

/** Empty segments do not count: the SDK asks for `/people/?id=…`. */
export function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

export interface Matched {
  readonly route: Route;
  readonly params: Record<string, string>;
}

export function matchRoute(routes: readonly Route[], method: string, segments: readonly string[]): Matched | undefined {
  const found = routes.find((candidate) => candidate.method === method && fits(candidate.segments, segments));
  if (found === undefined) return undefined;
  const named = found.segments.flatMap((segment, at) =>
    segment.startsWith(':') ? [[segment.slice(1), segments[at] ?? '']] : [],
  );
  return { route: found, params: Object.fromEntries(named) as Record<string, string> };
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.at(-1) === '*') return pattern.slice(0, -1).every((part, at) => part === segments[at]);
  return (
    pattern.length === segments.length && pattern.every((part, at) => part.startsWith(':') || part === segments[at])
  );
}

/** Webex's own paths; the more often asked ones stand first. */
export function webexRoutes(oauth: OAuth): Route[] {
  return [
    route('GET', '/v1/events', listEvents),
    route('DELETE', '/v1/messages/:id', deleteMessage),
    route('GET', '/v1/memberships', listMemberships),
    route('GET', '/v1/people/me', getMe),
    route('GET', '/v1/people/:id', getPerson),
    route('GET', '/v1/people', listPeople),
    route('GET', '/v1/messages/:id', getMessage),
    route('GET', '/v1/messages', listMessages),
    route('POST', '/v1/messages', createMessage),
    route('PUT', '/v1/messages/:id', updateMessage),
    route('GET', '/v1/contents/:id', getContent),
    route('GET', '/v1/events/:id', getEvent),
    route('GET', '/v1/rooms/:id', getRoom),
    route('GET', '/v1/rooms', listRooms),
    route('POST', '/v1/rooms', createRoom),
    route('PUT', '/v1/rooms/:id', updateRoom),
    route('DELETE', '/v1/rooms/:id', deleteRoom),
    route('GET', '/v1/memberships/:id', getMembership),
    route('POST', '/v1/memberships', createMembership),
    route('PUT', '/v1/memberships/:id', updateMembership),
    route('DELETE', '/v1/memberships/:id', deleteMembership),
    route('GET', '/v1/attachment/actions/:id', getAction),
    route('POST', '/v1/attachment/actions', createAction),
    route('GET', '/v1/webhooks', listWebhooks),
    route('GET', '/v1/webhooks/:id', getWebhook),
    route('POST', '/v1/webhooks', createWebhook),
    route('PUT', '/v1/webhooks/:id', updateWebhook),
    route('DELETE', '/v1/webhooks/:id', deleteWebhook),
    openRoute('GET', '/v1/authorize', oauth.authorize),
    openRoute('POST', '/v1/access_token', oauth.token),
    ...sdkRoutes(),
  ];
}

function sdkRoutes(): Route[] {
  return [
    openRoute('GET', '/u2c/api/v1/limited/catalog', catalogue),
    openRoute('GET', '/u2c/api/v1/catalog', catalogue),
    route('POST', '/wdm/api/v1/devices', registerDevice),
    route('GET', '/wdm/api/v1/devices', listDevices),
    route('PUT', '/wdm/api/v1/devices/:id', refreshDevice),
    route('DELETE', '/wdm/api/v1/devices/:id', acceptSilently),
    openRoute('POST', '/metrics/*', acceptSilently),
  ];
}

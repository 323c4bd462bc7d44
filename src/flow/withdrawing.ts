import type { PurgeRequest, RequestState, TimeSpan } from '../model.js';
import { announce } from './announcing.js';
import type { Claims } from './claims.js';
import { nowIn } from './now.js';
import type { Parts } from './parts.js';
import type { Showing } from './showing.js';

/** A request that came this far has a frozen list of its own, and has not ended. */
const TAKES_OVER: ReadonlySet<RequestState> = new Set<RequestState>(['awaiting', 'approved', 'running']);

interface Joined {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly showing: Showing;
}

/** The later request of the same asker, or of the schedule, for an overlapping window: the open one gives way to it. */
export function successorOf(request: PurgeRequest, all: readonly PurgeRequest[]): PurgeRequest | null {
  // What was opened again has a list that no later scan was given.
  if (request.state !== 'awaiting' || request.rest !== undefined) return null;
  const later = all.filter(
    (other) => other.id !== request.id && other.createdAt > request.createdAt && takesOver(other, request),
  );
  return later[0] ?? null;
}

function takesOver(other: PurgeRequest, request: PurgeRequest): boolean {
  return TAKES_OVER.has(other.state) && isSameAsker(other, request) && overlap(other.span, request.span);
}

function isSameAsker(a: PurgeRequest, b: PurgeRequest): boolean {
  return a.asker?.id === b.asker?.id;
}

function overlap(a: TimeSpan, b: TimeSpan): boolean {
  return Date.parse(a.from) < Date.parse(b.to) && Date.parse(b.from) < Date.parse(a.to);
}

export async function withdraw({ parts, claims, showing }: Joined, request: PurgeRequest): Promise<void> {
  const successor = successorOf(request, await parts.store.all());
  if (successor === null) return;
  const { asker } = successor;
  const at = nowIn(parts.clock);
  const by = asker?.id ?? 'schedule';
  const ending = { by, byName: asker?.displayName ?? 'the schedule', at, reason: null, replacedBy: successor.id };
  const claimed = await claims.claim(request.id, { kind: 'withdrawn', ending }, (next) => ({
    type: 'purge.withdrawn',
    actor: by,
    purge: next.id,
    details: { digest: next.digest, for: successor.id, email: asker?.email ?? null },
  }));
  if (!claimed.ok) return;
  const { request: withdrawn } = claimed;
  await announce(
    { showing, log: parts.log },
    {
      request: withdrawn,
      face: { face: 'closed', request: withdrawn },
      notice: { kind: 'withdrawn', request: withdrawn },
    },
  );
}

/** Before the card of a new list is shown: the same asker's older one gives way, another officer's stays and is pointed to. */
export async function makeRoom(joined: Joined, request: PurgeRequest): Promise<void> {
  const { store, log } = joined.parts;
  const open = (await store.all()).filter(
    (other) => other.id !== request.id && other.state === 'awaiting' && overlap(other.span, request.span),
  );
  for (const older of open.filter((other) => isSameAsker(other, request))) await withdraw(joined, older);
  const others = open.filter((other) => !isSameAsker(other, request));
  if (others.length === 0) return;
  await joined.showing
    .say({ kind: 'overlapping', request, others })
    .catch((error: unknown) => log.warn('overlapping requests could not be told', { purge: request.id, error }));
}

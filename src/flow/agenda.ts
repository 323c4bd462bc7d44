import type { PurgeRequest } from '../model.js';

/** What must happen now. Pure, so that a start after a crash is no special case. */
export type Job =
  | { readonly kind: 'expire'; readonly request: PurgeRequest }
  | { readonly kind: 'start'; readonly request: PurgeRequest }
  /** Running by the state, with nobody at work: the process ended in between. */
  | { readonly kind: 'continue'; readonly request: PurgeRequest }
  /** Being scanned by the state, with nobody at it. */
  | { readonly kind: 'abandon'; readonly request: PurgeRequest }
  /** Open by the state, and its card never reached the space. */
  | { readonly kind: 'show'; readonly request: PurgeRequest }
  | { readonly kind: 'halt'; readonly request: PurgeRequest };

export interface Surroundings {
  readonly nowMs: number;
  /** Ids with somebody at work on them: a run, a scan, a card being posted. */
  readonly attended: ReadonlySet<string>;
  readonly stopFile: boolean;
}

export function due(requests: readonly PurgeRequest[], surroundings: Surroundings): readonly Job[] {
  return requests.flatMap((request) => jobFor(request, surroundings) ?? []);
}

function jobFor(request: PurgeRequest, { nowMs, attended, stopFile }: Surroundings): Job | null {
  const unattended = !attended.has(request.id);
  switch (request.state) {
    case 'scanning':
      return unattended ? { kind: 'abandon', request } : null;
    case 'awaiting':
      if (isPast(request.expiresAt, nowMs)) return { kind: 'expire', request };
      return unattended && request.card === null ? { kind: 'show', request } : null;
    case 'approved':
      return isPast(request.startsAt, nowMs) && !stopFile ? { kind: 'start', request } : null;
    case 'running':
      if (stopFile) return unattended ? null : { kind: 'halt', request };
      return unattended ? { kind: 'continue', request } : null;
    default:
      return null;
  }
}

function isPast(at: string | null, nowMs: number): boolean {
  return at !== null && Date.parse(at) <= nowMs;
}

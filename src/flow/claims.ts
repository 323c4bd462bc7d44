import { AppError, UnsavedStepError } from '../errors.js';
import type { AuditEntry, AuditHead, PurgeRequest, Refusal } from '../model.js';
import type { Audit, RequestStore } from '../ports.js';
import { notOpen, transition, type RequestEvent } from './approval.js';
import { createExclusive } from './exclusive.js';

export type Claimed =
  | { readonly ok: true; readonly request: PurgeRequest; readonly head: AuditHead }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * The one way a request changes: allowed by the table, written to the audit, then stored, with nobody in between. Each record
 * names the one that it `follows`, so that after a crash between audit and store the change can be found and made.
 */
export interface Claims {
  claim(id: string, event: RequestEvent, record: Recorder | null): Promise<Claimed>;
  /** Makes good what is on record and could not be stored. */
  settle(): Promise<void>;
}

/** What the audit says of the change; given the request as it will stand. */
export type Recorder = (next: PurgeRequest) => AuditEntry;

export function createClaims({ store, audit }: { store: RequestStore; audit: Audit }): Claims {
  const exclusive = createExclusive();
  /** What is on record comes about, as it would after a restart: the next step follows it. */
  const unsaved = new Map<string, PurgeRequest>();

  const save = async (id: string): Promise<void> => {
    const next = unsaved.get(id);
    if (next === undefined) return;
    await store.replace(next);
    unsaved.delete(id);
  };
  const claim = async (id: string, event: RequestEvent, record: Recorder | null): Promise<Claimed> => {
    const request = unsaved.get(id) ?? (await store.get(id));
    if (request === null) return { ok: false, refusal: { reason: 'unknown-request', id } };
    const moved = transition(request, event);
    if (!moved.ok) return moved;
    const head = record === null ? null : await audit.append(following(request, record(moved.next)));
    const next = { ...moved.next, recorded: head?.seq ?? request.recorded };
    const stored = await store.replace(next).catch((error: unknown) => {
      if (head === null) throw error;
      unsaved.set(id, next);
      throw error instanceof AppError ? new UnsavedStepError(error) : error;
    });
    unsaved.delete(id);
    if (stored === null) return { ok: false, refusal: notOpen((await store.get(id)) ?? request) };
    return { ok: true, request: stored, head: head ?? audit.head() };
  };
  return {
    claim: (id, event, record) => exclusive(id, () => claim(id, event, record)),
    settle: async () => {
      await Promise.all([...unsaved.keys()].map((id) => exclusive(id, () => save(id))));
    },
  };
}

function following({ recorded }: PurgeRequest, entry: AuditEntry): AuditEntry {
  return { ...entry, details: { ...entry.details, follows: recorded } };
}

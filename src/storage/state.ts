import { join } from 'node:path';
import { Low } from 'lowdb';
import type { AuditHead, PurgeRequest } from '../model.js';
import type { Facts, RequestStore } from '../ports.js';
import type { Secret } from '../secret.js';
import { BEFORE_FIRST } from './audit-line.js';
import { ensureFolder } from './durable.js';
import { createGroupCommit } from './group-commit.js';
import { signedState } from './state-file.js';
import { SCHEMA } from './state-migrations.js';
import type { State } from './state-text.js';

const EMPTY: State = { schema: SCHEMA, requests: {}, facts: {}, audit: BEFORE_FIRST };

export interface StateFile {
  readonly requests: RequestStore;
  readonly facts: Facts;
  /** The audit's head as it was when the state was opened. */
  readonly auditHead: AuditHead;
  keepAuditHead(head: AuditHead): Promise<void>;
}

/** Opens state.json. `keys`: base64 of 32 bytes each; the first one signs, any of them verifies. */
export async function openState(dataDir: string, keys: readonly Secret[]): Promise<StateFile> {
  await ensureFolder(dataDir);
  const low = new Low<State>(signedState(join(dataDir, 'state.json'), keys), EMPTY);
  await low.read();
  const cell = createCell(low);
  return {
    requests: requestStore(cell),
    facts: factStore(cell),
    auditHead: cell.state().audit,
    keepAuditHead: (audit) => cell.change((state) => ({ ...state, audit })),
  };
}

interface Cell {
  /** What is on disk. */
  readonly state: () => State;
  /** Answers when the change is on disk. A `make` that throws rejects, and changes nothing. */
  readonly change: (make: Make) => Promise<void>;
}

type Make = (state: State) => State;
type Settled = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

/**
 * One write at a time, shared by the changes that wait for it; readers see a change only when the disk has it, and never one
 * that failed. lowdb by itself promises none of this.
 */
function createCell(low: Low<State>): Cell {
  let current = low.data;

  const commit = async (makes: readonly Make[]): Promise<readonly Settled[]> => {
    let next = current;
    const settled = makes.map((make): Settled => {
      try {
        next = make(next);
        return { ok: true };
      } catch (error) {
        return { ok: false, error };
      }
    });
    if (next !== current) {
      low.data = next;
      await low.write();
      current = next;
    }
    return settled;
  };

  const commits = createGroupCommit(commit);
  return {
    state: () => current,
    change: async (make) => {
      const settled = await commits.add(make);
      if (!settled.ok) throw settled.error;
    },
  };
}

function requestStore({ state, change }: Cell): RequestStore {
  return {
    get: (id) => Promise.resolve(stored(state(), id)),
    all: () => Promise.resolve(Object.values(state().requests)),
    insert: (request) =>
      change((now) => {
        if (stored(now, request.id) !== null) throw new Error(`request ${request.id} exists`);
        return withRequest(now, request);
      }),
    replace: async (next) => {
      let result: PurgeRequest | null = null;
      await change((now) => {
        if (stored(now, next.id)?.version !== next.version) return now;
        result = { ...next, version: next.version + 1 };
        return withRequest(now, result);
      });
      return result;
    },
    remove: async (request) => {
      let removed = false;
      await change((now) => {
        if (stored(now, request.id)?.version !== request.version) return now;
        removed = true;
        return withoutRequest(now, request);
      });
      return removed;
    },
  };
}

/** Ids come from chat: `constructor` must be as unknown as any other word. */
function stored({ requests }: State, id: string): PurgeRequest | null {
  return Object.hasOwn(requests, id) ? (requests[id] ?? null) : null;
}

function withRequest(state: State, request: PurgeRequest): State {
  return { ...state, requests: { ...state.requests, [request.id]: request } };
}

function withoutRequest(state: State, { id }: PurgeRequest): State {
  return { ...state, requests: Object.fromEntries(Object.entries(state.requests).filter(([other]) => other !== id)) };
}

function factStore({ state, change }: Cell): Facts {
  return {
    get: (name) => Promise.resolve(Object.hasOwn(state().facts, name) ? state().facts[name] : undefined),
    set: (name, value) => change((now) => ({ ...now, facts: { ...now.facts, [name]: value } })),
  };
}

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Low, type Adapter } from 'lowdb';
import { canonicalJson } from '../canonical.js';
import { DamagedFileError } from '../errors.js';
import type { AuditHead, Json, PurgeRequest } from '../model.js';
import type { Facts, RequestStore } from '../ports.js';
import type { Secret } from '../secret.js';
import { codeOf, ensureFolder, replaceFile } from './durable.js';

const SCHEMA = 1;

/** What is small and rewritten. */
interface State {
  readonly schema: number;
  readonly requests: Readonly<Record<string, PurgeRequest>>;
  readonly facts: Readonly<Record<string, Json>>;
  /** The last line of the audit that this process wrote. */
  readonly audit: AuditHead;
}

const EMPTY: State = { schema: SCHEMA, requests: {}, facts: {}, audit: { seq: 0, hash: '0'.repeat(64) } };

export interface StateFile {
  readonly requests: RequestStore;
  readonly facts: Facts;
  readonly auditHead: AuditHead;
  keepAuditHead(head: AuditHead): Promise<void>;
}

/** `keys`: base64 of 32 bytes each; the first one signs, any of them verifies. */
export async function openState(dataDir: string, keys: readonly Secret[]): Promise<StateFile> {
  await ensureFolder(dataDir);
  const path = join(dataDir, 'state.json');
  const low = new Low<State>(signedJson(path, keys), EMPTY);
  await low.read();
  const change = changes(low);
  return {
    requests: requestStore(low, change),
    facts: factStore(low, change),
    auditHead: low.data.audit,
    keepAuditHead: (audit) => change((state) => ({ ...state, audit })),
  };
}

type Change = (make: (state: State) => State) => Promise<void>;

/** One write at a time; memory changes only when the disk has. lowdb by itself promises neither. */
function changes(low: Low<State>): Change {
  let tail: Promise<void> = Promise.resolve();
  const apply = async (make: (state: State) => State): Promise<void> => {
    const before = low.data;
    try {
      low.data = make(before);
      await low.write();
    } catch (error) {
      low.data = before;
      throw error;
    }
  };
  return (make) => {
    const mine = tail.then(() => apply(make));
    tail = mine.catch(() => undefined);
    return mine;
  };
}

function requestStore(low: Low<State>, change: Change): RequestStore {
  const stored = (state: State, id: string): PurgeRequest | null =>
    Object.hasOwn(state.requests, id) ? (state.requests[id] ?? null) : null;
  const withRequest = (state: State, request: PurgeRequest): State => ({
    ...state,
    requests: { ...state.requests, [request.id]: request },
  });

  return {
    get: (id) => Promise.resolve(stored(low.data, id)),
    all: () => Promise.resolve(Object.values(low.data.requests)),
    insert: (request) =>
      change((state) => {
        if (stored(state, request.id) !== null) throw new Error(`request ${request.id} exists`);
        return withRequest(state, request);
      }),
    replace: async (next) => {
      let result: PurgeRequest | null = null;
      await change((state) => {
        if (stored(state, next.id)?.version !== next.version) return state;
        result = { ...next, version: next.version + 1 };
        return withRequest(state, result);
      });
      return result;
    },
  };
}

function factStore(low: Low<State>, change: Change): Facts {
  return {
    get: (name) => Promise.resolve(Object.hasOwn(low.data.facts, name) ? low.data.facts[name] : undefined),
    set: (name, value) => change((state) => ({ ...state, facts: { ...state.facts, [name]: value } })),
  };
}

/** The file is `{"hmac": …, "state": …}`; the HMAC covers the state's canonical JSON. */
function signedJson(path: string, keys: readonly Secret[]): Adapter<State> {
  const [signer, ...others] = keys.map(signingKey);
  if (signer === undefined) throw new Error('no key to sign the state with');
  return {
    read: async () => {
      const text = await readIfThere(path);
      return text === null ? null : verified(path, text, [signer, ...others]);
    },
    write: async (state) => {
      const hmac = signature(signer, state);
      await replaceFile(path, `${JSON.stringify({ hmac, state }, null, 1)}\n`);
    },
  };
}

function verified(path: string, text: string, keys: readonly Buffer[]): State {
  const parsed = parse(path, text);
  const given = Buffer.from(parsed.hmac, 'hex');
  const right = keys.some((key) => {
    const expected = Buffer.from(signature(key, parsed.state), 'hex');
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  if (!right) {
    throw new DamagedFileError(path, 'was changed by another hand, or written under another key.', {
      hint: 'Put the key that wrote it first in TOKEN_ENCRYPTION_KEY, or restore the whole data folder from one back-up.',
    });
  }
  if (parsed.state.schema !== SCHEMA) {
    throw new DamagedFileError(
      path,
      `has schema ${String(parsed.state.schema)}; this version knows ${String(SCHEMA)}.`,
      {
        hint: 'Run the version of the bot that wrote it, or a newer one.',
      },
    );
  }
  return parsed.state;
}

function parse(path: string, text: string): { hmac: string; state: State } {
  try {
    const parsed = JSON.parse(text) as { hmac: string; state: State };
    if (typeof parsed.hmac === 'string' && typeof parsed.state === 'object') return parsed;
    throw new Error('not the form of a state file');
  } catch (cause) {
    throw new DamagedFileError(path, 'is damaged: it is not the JSON that the bot wrote.', {
      hint: 'Restore the whole data folder from a back-up. The file was left as it is.',
      cause,
    });
  }
}

function signature(key: Buffer, state: State): string {
  return createHmac('sha256', key)
    .update(canonicalJson(state as unknown as Json))
    .digest('hex');
}

/** A key of its own for this purpose, derived from the vault's. */
function signingKey(key: Secret): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(key.reveal(), 'base64'), '', 'state.json', 32));
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

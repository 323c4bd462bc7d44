import { dirname, join } from 'node:path';
import type { Adapter } from 'lowdb';
import { canonicalJson } from '../canonical.js';
import { DamagedFileError } from '../errors.js';
import type { Json } from '../model.js';
import type { Secret } from '../secret.js';
import { readIfThere, replaceFile } from './durable.js';
import { createSigning, type Signing } from './signing.js';
import { migrated, SCHEMA, type StoredState } from './state-migrations.js';
import { canonicalState, type State } from './state-text.js';

interface Signed {
  readonly hmac: string;
  readonly state: StoredState;
}

/** state.json as it stood, of an older schema. */
interface OlderFile {
  readonly schema: number;
  readonly text: string;
}

/**
 * lowdb's adapter for state.json: `{"hmac": …, "state": …}`, the HMAC-SHA-256 over the state's canonical JSON. It is replaced
 * durably and answers a DamagedFileError for whatever the bot did not write; the file then stays as it is. One of an older
 * schema is read in today's form, and only the first write changes the file, after a copy of it as `state.schema-N.json`:
 * whoever reads without writing, and a start that fails, leave it to the version that wrote it.
 * `keys`: base64 of 32 bytes each; the first one signs, any of them verifies.
 */
export function signedState(path: string, keys: readonly Secret[]): Adapter<State> {
  const signing = createSigning(keys, 'state.json');
  let older: OlderFile | null = null;
  return {
    read: async () => {
      const text = await readIfThere(path);
      if (text === null) return null;
      const stored = verified(path, parse(path, text), signing);
      if (stored.schema < SCHEMA) older = { schema: stored.schema, text };
      return inTodaysForm(path, stored);
    },
    write: async (state) => {
      if (older !== null) await replaceFile(copyOf(path, older), older.text);
      const text = canonicalState(state);
      await replaceFile(path, `{"hmac":"${signing.sign(text)}","state":${text}}\n`);
      older = null;
    },
  };
}

function copyOf(path: string, { schema }: OlderFile): string {
  return join(dirname(path), `state.schema-${String(schema)}.json`);
}

function inTodaysForm(path: string, stored: StoredState): State {
  const state = migrated(stored);
  if (state !== null) return state as State;
  throw new DamagedFileError(path, `has schema ${String(stored.schema)}; this version knows ${String(SCHEMA)}.`, {
    hint: 'Run the version of the bot that wrote it, or a newer one.',
  });
}

function verified(path: string, { hmac, state }: Signed, signing: Signing): StoredState {
  if (!signing.verifies(canonicalJson(state as unknown as Json), hmac)) {
    throw new DamagedFileError(path, 'was changed by another hand, or written under another key.', {
      hint: 'Give the key that wrote it too in TOKEN_ENCRYPTION_KEY, or restore the whole data folder from one back-up.',
    });
  }
  return state;
}

function parse(path: string, text: string): Signed {
  try {
    const parsed = JSON.parse(text) as Partial<Signed> | null;
    if (typeof parsed?.hmac !== 'string' || typeof parsed.state !== 'object') throw new Error('no form of ours');
    return { hmac: parsed.hmac, state: parsed.state };
  } catch (cause) {
    throw new DamagedFileError(path, 'is damaged: it is not the JSON that the bot wrote.', {
      hint: 'Restore the whole data folder from a back-up. The file was left as it is.',
      cause,
    });
  }
}

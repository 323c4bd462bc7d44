import type { Adapter } from 'lowdb';
import { canonicalJson } from '../canonical.js';
import { DamagedFileError } from '../errors.js';
import type { AuditHead, Json, PurgeRequest } from '../model.js';
import type { Secret } from '../secret.js';
import { readIfThere, replaceFile } from './durable.js';
import { createSigning, type Signing } from './signing.js';

export const SCHEMA = 1;

/** What is small and rewritten. */
export interface State {
  readonly schema: number;
  readonly requests: Readonly<Record<string, PurgeRequest>>;
  readonly facts: Readonly<Record<string, Json>>;
  /** The last line of the audit that was written. */
  readonly audit: AuditHead;
}

interface Signed {
  readonly hmac: string;
  readonly state: State;
}

/**
 * lowdb's adapter for state.json: `{"hmac": …, "state": …}`, the HMAC-SHA-256 over the state's canonical JSON. It is replaced
 * durably and answers a DamagedFileError for whatever the bot did not write; the file then stays as it is.
 * `keys`: base64 of 32 bytes each; the first one signs, any of them verifies.
 */
export function signedState(path: string, keys: readonly Secret[]): Adapter<State> {
  const signing = createSigning(keys, 'state.json');
  return {
    read: async () => {
      const text = await readIfThere(path);
      return text === null ? null : verified(path, parse(path, text), signing);
    },
    write: async (state) => {
      const hmac = signing.sign(signedText(state));
      await replaceFile(path, `${JSON.stringify({ hmac, state } satisfies Signed, null, 1)}\n`);
    },
  };
}

function verified(path: string, { hmac, state }: Signed, signing: Signing): State {
  if (!signing.verifies(signedText(state), hmac)) {
    throw new DamagedFileError(path, 'was changed by another hand, or written under another key.', {
      hint: 'Give the key that wrote it too in TOKEN_ENCRYPTION_KEY, or restore the whole data folder from one back-up.',
    });
  }
  if (state.schema !== SCHEMA) {
    throw new DamagedFileError(path, `has schema ${String(state.schema)}; this version knows ${String(SCHEMA)}.`, {
      hint: 'Run the version of the bot that wrote it, or a newer one.',
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

function signedText(state: State): string {
  return canonicalJson(state as unknown as Json);
}

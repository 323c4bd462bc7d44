import { DamagedFileError } from '../errors.js';
import type { AuditHead } from '../model.js';
import type { Secret } from '../secret.js';
import { readIfThere } from '../storage/durable.js';
import { signedState } from '../storage/state-file.js';
import { Fault } from './named-digests.js';

/** What state.json says of the audit: its last line, as far as the bot had noted it. */
export interface RememberedHead extends AuditHead {
  /** Whether a key of ours signed that; without a key at hand it is only said. */
  readonly signed: boolean;
}

/** `keys`: base64 of 32 bytes each; none where the signature cannot be checked. Null where there is no state. Throws a Fault. */
export async function rememberedHead(path: string, keys: readonly Secret[]): Promise<RememberedHead | null> {
  if (keys.length === 0) {
    const text = await readIfThere(path);
    return text === null ? null : { ...headIn(text), signed: false };
  }
  const state = await signedState(path, keys)
    .read()
    .catch((error: unknown) => {
      throw error instanceof DamagedFileError ? new Fault(error.message) : error;
    });
  return state === null ? null : { ...state.audit, signed: true };
}

function headIn(text: string): AuditHead {
  try {
    const { seq, hash } = (JSON.parse(text) as { state: { audit: Partial<AuditHead> } }).state.audit;
    if (typeof seq === 'number' && typeof hash === 'string') return { seq, hash };
  } catch {
    // Told below, with whatever else it may be.
  }
  throw new Fault('state.json is not the JSON that the bot wrote');
}

import { access, constants } from 'node:fs/promises';
import { readLooks } from '../flow/looks.js';
import type { Facts, RequestStore, SignIn, Vault } from '../ports.js';
import type { PublicStatus } from '../web/pages.js';

/** Why the bot cannot do its work now, in plain words; empty when it can. */
export async function notReady(now: {
  readonly connected: boolean;
  /** ISO; null where it is not known. */
  readonly deafSince: string | null;
  readonly vault: Vault;
  readonly facts: Facts;
  readonly dataDir: string;
}): Promise<readonly string[]> {
  const reasons: string[] = [];
  const since = now.deafSince === null ? '' : ` since ${now.deafSince}`;
  if (!now.connected) reasons.push(`the bot is not connected to Webex${since}`);
  if ((await now.vault.list()).length === 0) reasons.push('no officer is signed in');
  if ((await readLooks(now.facts)).behind !== null) reasons.push('the data folder lacks steps that the bot has posted');
  const writable = await access(now.dataDir, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable) reasons.push('DATA_DIR cannot be written');
  return reasons;
}

/** What the status page tells everybody. */
export async function publicStatus(
  version: string,
  { requests, signIn }: { readonly requests: RequestStore; readonly signIn: SignIn },
): Promise<PublicStatus> {
  const all = await requests.all();
  return {
    version,
    officersSignedIn: (await signIn.sessions()).length,
    requestsOpen: all.filter(({ state }) => state === 'awaiting').length,
    purgesRunning: all.filter(({ state }) => state === 'running').length,
  };
}

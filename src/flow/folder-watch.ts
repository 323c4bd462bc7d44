import type { Asker, PurgeRequest, Refusal } from '../model.js';
import type { Parts } from './parts.js';
import { createRetrying } from './retrying.js';
import { roleRefusal } from './role.js';
import type { Running } from './running.js';
import type { Showing } from './showing.js';

/** A halted run ends with the requests in flight; looked at again after so long, ms. */
const AGAIN_MS = 50;

/** Acts on what the folder guard finds: tells the space, and obeys the officer who decides about it. */
export interface FolderWatch {
  /** Called each second: looks once, as soon as somebody is signed in, and says what is to be said. Never rejects. */
  attend(): Promise<void>;
  /** An officer goes on with the folder as it is. */
  accept(by: Asker): Promise<Refusal | null>;
}

export interface FolderWatchJoined {
  readonly parts: Pick<Parts, 'guard' | 'clock' | 'log' | 'audit'> & {
    readonly store: Pick<Parts['store'], 'all'>;
    readonly reader: Pick<Parts['reader'], 'probe'>;
  };
  readonly showing: Pick<Showing, 'say'>;
  readonly running: Pick<Running, 'stopFor'>;
}

export function createFolderWatch({ parts, showing, running }: FolderWatchJoined): FolderWatch {
  const { guard, clock, log } = parts;
  const failedAgain = (what: string, error: unknown): void => log.warn('folder.watch-failed', { what, error });
  const failed = (what: string, error: unknown): Promise<void> => {
    failedAgain(what, error);
    return Promise.resolve();
  };
  const retrying = createRetrying({ clock, failed, failedAgain });
  let busy = false;

  const tell = async (): Promise<void> => {
    const newest = await guard.untold();
    if (newest === null) return;
    await showing.say({ kind: 'folder-behind', newest, ours: parts.audit.head() });
    await guard.told();
  };

  const attend = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    await retrying.attempt('the look at our own posts', () => guard.firstLook());
    await retrying.attempt('the word that the folder is behind', tell);
    busy = false;
  };

  /** What the folder calls approved or running stands still before it is accepted, so that nothing goes on by itself. */
  const accept = async (by: Asker): Promise<Refusal | null> => {
    const unproven = roleRefusal(await parts.reader.probe(by.id));
    if (unproven !== null) return unproven;
    await untilAllStand();
    const newest = await guard.accept(by);
    if (newest !== null) await showing.say({ kind: 'folder-accepted', newest, byName: by.displayName });
    return null;
  };

  const untilAllStand = async (): Promise<void> => {
    for (let moving = await movingNow(); moving.length > 0; moving = await movingNow()) {
      await Promise.all(moving.map((request) => running.stopFor(request, { kind: 'folder-behind' })));
      await clock.wait(AGAIN_MS);
    }
  };

  const movingNow = async (): Promise<readonly PurgeRequest[]> =>
    (await parts.store.all()).filter(({ state }) => state === 'approved' || state === 'running');

  return { attend, accept };
}

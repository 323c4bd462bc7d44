import { describe, expect, it } from 'vitest';
import type { FolderGuard } from '../../src/flow/folder-guard.js';
import { createFolderWatch, type FolderWatchJoined } from '../../src/flow/folder-watch.js';
import type { Notice, OwnPost, PurgeRequest } from '../../src/model.js';
import type { Probe } from '../../src/ports.js';
import { FOREIGN } from '../bot/notices.js';
import { manualClock, memoryAudit, memoryRequests } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';
import { aRequest, OLIVIA } from '../support/requests.js';

interface World {
  readonly untold?: OwnPost | null;
  readonly probe?: Probe;
  readonly requests?: readonly PurgeRequest[];
}

/** A watch over a guard that has found `untold`; `did` is what happened, in order. */
async function aWatch({ untold = null, probe = { ok: true }, requests = [] }: World = {}) {
  const clock = { ...manualClock(), wait: () => Promise.resolve() };
  const did: string[] = [];
  const space = { silent: false, said: [] as Notice[] };
  const store = memoryRequests();
  for (const request of requests) await store.insert(request);
  let left = untold;
  const guard: FolderGuard = {
    behind: () => Promise.resolve(untold),
    look: () => Promise.resolve(untold),
    firstLook: () => Promise.resolve(void did.push('look')),
    accept: () => Promise.resolve(void did.push('accept')).then(() => FOREIGN),
    untold: () => Promise.resolve(left),
    told: () => Promise.resolve(void (left = null)),
  };
  const joined: FolderWatchJoined = {
    parts: {
      guard,
      clock,
      log: quietLog,
      audit: memoryAudit(clock),
      store,
      reader: { probe: () => Promise.resolve(probe) },
    },
    showing: {
      say: (notice) => {
        if (space.silent) return Promise.reject(new Error('the space cannot be told'));
        return Promise.resolve(void space.said.push(notice));
      },
    },
    running: {
      stopFor: async ({ id, version }) => {
        did.push(`stop ${id}`);
        // The first halt only ends the requests in flight; the record follows.
        const standing = await store.get(id);
        if (standing !== null && did.filter((one) => one === `stop ${id}`).length > 1)
          await store.replace({ ...standing, version, state: 'stopped' });
      },
    },
  };
  return { watch: createFolderWatch(joined), clock, did, space, left: () => left };
}

describe('what the guard finds', () => {
  it('is told to the space once', async () => {
    const { watch, space } = await aWatch({ untold: FOREIGN });
    await watch.attend();
    await watch.attend();
    expect(space.said).toMatchObject([{ kind: 'folder-behind', newest: FOREIGN }]);
  });

  it('is told later where the space cannot be told now', async () => {
    const { watch, clock, space, left } = await aWatch({ untold: FOREIGN });
    space.silent = true;
    await watch.attend();
    expect(left()).toBe(FOREIGN);
    space.silent = false;
    clock.advance(60_000);
    await watch.attend();
    expect(space.said).toHaveLength(1);
  });
});

describe('an officer who accepts the folder', () => {
  it('is probed first: without the role nothing is accepted', async () => {
    const { watch, did } = await aWatch({ probe: { ok: false, cause: 'refused', status: 403 } });
    expect(await watch.accept(OLIVIA)).toEqual({ reason: 'role-refused', status: 403 });
    expect(did).toEqual([]);
  });

  it('accepts it once every purge that it calls approved or running stands', async () => {
    const requests = [
      aRequest({ id: 'approved', state: 'approved' }),
      aRequest({ id: 'running', state: 'running' }),
      aRequest({ id: 'awaiting' }),
    ];
    const { watch, did, space } = await aWatch({ requests });
    expect(await watch.accept(OLIVIA)).toBeNull();
    expect(did).toEqual(['stop approved', 'stop running', 'stop approved', 'stop running', 'accept']);
    expect(space.said).toEqual([{ kind: 'folder-accepted', newest: FOREIGN, byName: OLIVIA.displayName }]);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { showScan } from '../../src/flow/scan-progress.js';
import type { Notice } from '../../src/model.js';
import type { Chat } from '../../src/ports.js';
import { manualClock } from '../support/memory.js';
import { quietLog } from '../support/quiet-log.js';
import { aRequest } from '../support/requests.js';

const MINUTE_MS = 60_000;

function scene({ editsAllowed = 10 } = {}) {
  const clock = manualClock();
  const now = clock.now();
  const span = { from: new Date(now - 40 * MINUTE_MS).toISOString(), to: new Date(now - 20 * MINUTE_MS).toISOString() };
  const space = new Map<string, { notice: Notice; edits: number }>();
  const done: string[] = [];
  let last: Notice | null = null;
  const chat: Pick<Chat, 'render' | 'post' | 'edit' | 'remove'> = {
    render: (notice) => {
      last = notice;
      return { markdown: '', card: null };
    },
    post: () => {
      const id = `m${String(done.push('post'))}`;
      space.set(id, { notice: last!, edits: 0 });
      return Promise.resolve(id);
    },
    edit: (id) => {
      const message = space.get(id)!;
      if (message.edits >= editsAllowed) return Promise.resolve(false);
      done.push('edit');
      space.set(id, { notice: last!, edits: message.edits + 1 });
      return Promise.resolve(true);
    },
    remove: (id) => {
      done.push('remove');
      return Promise.resolve(void space.delete(id));
    },
  };
  const show = showScan({ chat, clock, log: quietLog }, aRequest({ state: 'scanning', span }));
  const pass = async (ms: number): Promise<void> => {
    await vi.waitFor(() => expect(clock.waiting()).toBe(1));
    clock.advance(ms);
    await vi.waitFor(() => expect(clock.waiting()).toBe(1));
  };
  return { show, space, done, pass, span };
}

describe('a scan', () => {
  it('that is short says nothing', async () => {
    const { show, done, pass } = scene();
    await pass(4_999);
    await show.stop();
    expect(done).toEqual([]);
  });

  it('shows how far it is after five seconds, in one message that is gone when it ends', async () => {
    const { show, space, done, pass, span } = scene();
    show.read(1_000);
    show.passed(span);
    await pass(5_000);
    const [shown] = [...space.values()];
    expect(shown?.notice).toMatchObject({
      kind: 'scan-progress',
      progress: { read: 1_000, share: 1 / 3, elapsedMs: 5_000 },
    });
    await pass(5_000);
    expect(done).toEqual(['post', 'edit']);
    await show.stop();
    expect([done.at(-1), space.size]).toEqual(['remove', 0]);
  });

  it('takes a new message once Webex lets it edit the old one no more', async () => {
    const { space, done, pass, show } = scene({ editsAllowed: 2 });
    for (const ms of [5_000, 5_000, 10_000, 20_000]) await pass(ms);
    expect(done).toEqual(['post', 'edit', 'edit', 'remove', 'post']);
    expect(space.size).toBe(1);
    await show.stop();
  });
});
